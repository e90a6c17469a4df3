/**
 * The jurisdiction profile: what a province may set by a file, and the bounds the law puts on it.
 * A profile may tighten, never loosen. Pure: the file is read elsewhere.
 *
 * @clause 26号 art. 16
 */
import { z } from 'zod';
import { ARCHIVE_FORMAT, AUDIT_RETENTION_YEARS, SLA_WD } from './codes.ts';
import { parseLocalDate, type LocalDate } from './ids.ts';

const text = z.string().trim().min(1).max(200);
const retentionCode = z.string().regex(/^(?:Y|D[1-9][0-9]{0,2})$/, 'Y or D and a number of years expected');

function between(min: number, max: number, clause: string) {
  return z.int().min(min, `at least ${min} (${clause})`).max(max, `at most ${max} (${clause})`);
}

/** Upper bounds are the law's working days; an extension may be given up altogether. */
const slaWorkingDays = z
  .strictObject({
    unconditionalReply: between(1, SLA_WD.unconditionalReply, '809 art. 21'),
    conditionalReply: between(1, SLA_WD.conditionalReply, '809 art. 21'),
    extensionMax: between(0, SLA_WD.extensionMax, '809 art. 21'),
    delivery: between(1, SLA_WD.delivery, '809 art. 22'),
    correction: between(1, SLA_WD.correction, '809 art. 26'),
    catalogueUpdate: between(1, SLA_WD.catalogueUpdate, '809 art. 17'),
    catalogueExt: between(0, SLA_WD.catalogueExt, '809 art. 17'),
    catalogueReview: between(1, SLA_WD.catalogueReview, '809 art. 17'),
  })
  .readonly();

const archiveDue = z
  .strictObject({
    month: between(1, 12, 'a month'),
    day: between(1, 31, 'a day'),
    yearsAfterCompletion: between(1, 2, '26号 art. 9'),
  })
  .refine(
    ({ month, day }) => parseLocalDate(`2023-${twoDigits(month)}-${twoDigits(day)}`).ok,
    'a day of every year expected',
  )
  .refine(({ month, day }) => month < 6 || (month === 6 && day <= 30), 'no later than 30 June (26号 art. 9)')
  .readonly();

const MASK_CLAUSE = 'decision.md: identity numbers are masked so that candidates stay many';

/** How much of each kind stays readable; the bounds are the customary masks, of which no profile shows more. */
const masks = z
  .strictObject({
    PERSON_NAME: z
      .strictObject({
        keep: z.enum(['SURNAME', 'NOTHING']),
        /** Two-character surnames that are recognised; kept only if a given name follows. */
        compoundSurnames: z
          .array(z.string().regex(/^\p{Script=Han}{2}$/u, 'two Chinese characters expected'))
          .max(200)
          .readonly(),
      })
      .readonly(),
    CITIZEN_ID: z
      .strictObject({ prefix: between(0, 6, MASK_CLAUSE), suffix: between(0, 4, MASK_CLAUSE) })
      .refine(({ prefix, suffix }) => prefix + suffix <= 6, `prefix and suffix together at most 6 (${MASK_CLAUSE})`)
      .readonly(),
    MOBILE: z.strictObject({ prefix: between(0, 3, 'PIPL art. 6'), suffix: between(0, 4, 'PIPL art. 6') }).readonly(),
    PHONE: z.strictObject({ keepAreaCode: z.boolean(), suffix: between(0, 2, 'PIPL art. 6') }).readonly(),
    ADDRESS: z.strictObject({ keepTo: z.enum(['NOTHING', 'PROVINCE', 'CITY', 'DISTRICT']) }).readonly(),
    BANK_CARD: z.strictObject({ suffix: between(0, 4, 'PIPL art. 28') }).readonly(),
    PASSPORT: z.strictObject({ prefix: between(0, 2, 'PIPL art. 6'), suffix: between(0, 2, 'PIPL art. 6') }).readonly(),
    BIRTH_DATE: z.strictObject({ keep: z.enum(['YEAR', 'NOTHING']) }).readonly(),
  })
  .readonly();

const holidays = z
  .array(
    z
      .strictObject({
        date: z.string().transform((value, context): LocalDate => {
          const date = parseLocalDate(value);
          if (date.ok) return date.value;
          context.addIssue('a day of the calendar expected, YYYY-MM-DD');
          return z.NEVER;
        }),
        kind: z.enum(['HOLIDAY', 'WORKDAY']),
      })
      .readonly(),
  )
  .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'each date once')
  .readonly();

/** Without these a record's owner, item or clocks cannot be told: a profile may ask for more, not for less. */
const CORE_METADATA = [
  'electronic_record_code',
  'region_code',
  'task_code',
  'social_code',
  'retention_period',
  'project_id',
  'transact_time',
] as const;

const profileSchema = z
  .strictObject({
    name: text,
    archiveDue,
    archiveDueSoonDays: between(1, 365, '26号 art. 14'),
    transferDueYears: z
      .strictObject({
        CENTRAL: between(1, 20, '实施条例 art. 20'),
        PROVINCIAL: between(1, 20, '实施条例 art. 20'),
        PREFECTURAL: between(1, 20, '实施条例 art. 20'),
        COUNTY: between(1, 10, '实施条例 art. 20'),
      })
      .readonly(),
    openingDueYears: between(25, 100, '档案法 art. 27: single archives are opened earlier by review, not by profile'),
    openingConsent: z.strictObject({ authority: text, documentNumber: text }).readonly().nullable(),
    retentionAnchor: z.enum(['YEAR_END', 'COMPLETION']),
    lookBackYears: z
      .strictObject({
        administration: between(5, 100, '26号 art. 7'),
        litigation: between(5, 100, '26号 art. 7'),
        audit: between(5, 100, '26号 art. 7'),
      })
      .readonly(),
    minorAgeYears: between(18, 25, '未成年人保护法 art. 2'),
    sensitiveItemTypes: z.array(text).readonly(),
    sensitiveLicenceTypes: z.array(text).readonly(),
    masks,
    requiredMetadata: z
      .array(text)
      .superRefine((elements, context) => {
        for (const missing of CORE_METADATA.filter((element) => !elements.includes(element))) {
          context.addIssue(`${missing} may not be left out`);
        }
      })
      .readonly(),
    /** Formats by content that may be archived; only from the open ones (26号 art. 9). */
    allowedFormats: z.array(z.enum(ARCHIVE_FORMAT)).min(1).readonly(),
    holidays,
    collectable: z
      .strictObject({
        CENTRAL: z.array(retentionCode).readonly(),
        PROVINCIAL: z.array(retentionCode).readonly(),
        PREFECTURAL: z.array(retentionCode).readonly(),
        COUNTY: z.array(retentionCode).readonly(),
      })
      .readonly(),
    lowestVerifiedLevel: between(2, 4, 'a verified name is the least, 在线政务服务规定'),
    slaWorkingDays,
    auditRetentionYears: between(AUDIT_RETENTION_YEARS, 100, '809 art. 29'),
    smallCellThreshold: between(5, 1000, 'standards.md §6.3'),
    withdrawalWorkingDays: between(1, 10, '809 art. 27'),
    feedKeptDays: between(30, 3_650, 'README, Mirroring'),
  })
  .refine((profile) => profile.openingDueYears <= 25 || profile.openingConsent !== null, {
    path: ['openingDueYears'],
    error: 'later than 25 years only with openingConsent of the archives authority (档案法 art. 27, 实施条例 art. 31)',
    when: ({ value }) => isPlainObject(value) && typeof value['openingDueYears'] === 'number',
  })
  .readonly();

/**
 * Years are whole and counted from formation, which is completion. An entry of a sensitive list is a category
 * name or a type code, and stands for every code that begins with it.
 */
export type Profile = z.infer<typeof profileSchema>;

export type ProfileResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Nobody maps codes to these four names yet: each jurisdiction adds its own codes beside them. */
const SENSITIVE_CATEGORIES = ['SOCIAL_RELIEF', 'DISABILITY', 'HEALTH', 'CORRECTION'] as const;

/** What holds where no file says otherwise. Frozen throughout. */
export const DEFAULT_PROFILE: Profile = profileSchema.parse({
  name: 'national defaults',
  // 26号 art. 9: by the end of June of the second year, read as 30 June of the following calendar year [M].
  archiveDue: { month: 6, day: 30, yearsAfterCompletion: 1 },
  // Ours [D]: how long before the last day a case is pressed for.
  archiveDueSoonDays: 60,
  // 实施条例 art. 20: twenty years, ten for counties.
  transferDueYears: { CENTRAL: 20, PROVINCIAL: 20, PREFECTURAL: 20, COUNTY: 10 },
  // 档案法 art. 27; 实施条例 art. 31: later with the consent of the archives authority.
  openingDueYears: 25,
  openingConsent: null,
  // Custom [M]: the period is counted from 1 January after the year of formation. standards.md §3.3
  retentionAnchor: 'YEAR_END',
  // 26号 art. 7 asks for the three without numbers. 行政处罚法 art. 36 and 行政诉讼法 art. 46 name five years [M]; audit is ours [D].
  lookBackYears: { administration: 5, litigation: 5, audit: 5 },
  // 未成年人保护法 art. 2 [M]; PIPL art. 28 makes data of children under 14 sensitive. decision.md takes all minors.
  minorAgeYears: 18,
  // decision.md, Facts: sensitive item or licence type. PIPL art. 28.
  sensitiveItemTypes: SENSITIVE_CATEGORIES,
  sensitiveLicenceTypes: SENSITIVE_CATEGORIES,
  // standards.md §6.3 [M]; identity numbers by its stricter form, as decision.md asks.
  masks: {
    PERSON_NAME: {
      keep: 'SURNAME',
      compoundSurnames: (
        '欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 司寇 东方 独孤 南宫 端木 百里 ' +
        '呼延 轩辕 钟离 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 鲜于 闾丘 亓官 公羊 赫连 拓跋 东郭 南门 ' +
        '西门 北堂 左丘 梁丘 谷梁 宰父 段干 漆雕 乐正 壤驷 公良 夹谷 巫马 颛孙 第五 完颜 纳兰 叶赫 爱新 耶律'
      ).split(' '),
    },
    CITIZEN_ID: { prefix: 3, suffix: 2 },
    MOBILE: { prefix: 3, suffix: 4 },
    PHONE: { keepAreaCode: true, suffix: 2 },
    ADDRESS: { keepTo: 'DISTRICT' },
    BANK_CARD: { suffix: 4 },
    PASSPORT: { prefix: 1, suffix: 2 },
    BIRTH_DATE: { keep: 'YEAR' },
  },
  // 26号 art. 8; GB/T 42727-2023 ch. 8. The selection is ours [D]: the elements marked M in standards.md §1.3.
  requiredMetadata: [
    ...CORE_METADATA,
    'task_name',
    'task_version',
    'task_type',
    'archives_identifier',
    'archives_name',
    'fonds_constituting_unit_name',
    'fonds_identifier',
    'accept_num',
    'project_name',
    'apply_name',
    'apply_type',
    'card_type',
    'contacted_card',
    'receive_department',
    'receive_time',
    'result',
    'archive_time',
    'total_number',
    'fileset',
  ],
  // GB/T 18894-2016 and practice [M], standards.md §3.2.
  allowedFormats: ARCHIVE_FORMAT.filter((format) => format !== 'PNG'),
  // Weekends are no working days without being listed. The State Council publishes the year's list each autumn.
  holidays: [],
  // 令9 [M]: provincial halls collect permanent records, city and county halls 30-year ones too. CENTRAL [D].
  collectable: { CENTRAL: ['Y'], PROVINCIAL: ['Y'], PREFECTURAL: ['Y', 'D30'], COUNTY: ['Y', 'D30'] },
  // Ours [D]: 1 phone, 2 name and number compared, 3 face compared, 4 in person.
  lowestVerifiedLevel: 3,
  // 809 art. 17, 21, 22, 26.
  slaWorkingDays: SLA_WD,
  // 809 art. 29; 网络数据安全管理条例 art. 12.
  auditRetentionYears: AUDIT_RETENTION_YEARS,
  // standards.md §6.3 [D].
  smallCellThreshold: 5,
  // Ours [D]: 809 art. 27 asks for disposal without a number. Working days until what was taken back is purged everywhere.
  withdrawalWorkingDays: 5,
  // Ours [D]: how long a feed keeps what only a consumer that was away so long could still ask for.
  feedKeptDays: 90,
});

/**
 * Takes the content of a profile file, of which every part may be left out. Objects are merged over the defaults,
 * lists replace them; only the sensitive lists are added to, since taking away from them would loosen.
 *
 * @returns every problem at once, each beginning with its path; unknown keys are problems
 * @clause 26号 art. 16
 */
export function parseProfile(input: unknown): ProfileResult {
  if (!isPlainObject(input)) return { ok: false, problems: ['profile: an object expected'] };
  const outcome = profileSchema.safeParse(merge(DEFAULT_PROFILE, input));
  if (!outcome.success) return { ok: false, problems: outcome.error.issues.flatMap(toProblems) };
  const { data } = outcome;
  return {
    ok: true,
    profile: Object.freeze({
      ...data,
      sensitiveItemTypes: union(DEFAULT_PROFILE.sensitiveItemTypes, data.sensitiveItemTypes),
      sensitiveLicenceTypes: union(DEFAULT_PROFILE.sensitiveLicenceTypes, data.sensitiveLicenceTypes),
    }),
  };
}

function merge(base: unknown, over: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [key, merge(ownValue(base, key), value)] as const);
  return Object.fromEntries([...Object.entries(base), ...merged]);
}

function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function toProblems(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${[...path, key].join('.')}: unknown key`);
  return [`${path.join('.')}: ${issue.message}`];
}

function union(first: readonly string[], second: readonly string[]): readonly string[] {
  return Object.freeze([...new Set([...first, ...second])]);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
