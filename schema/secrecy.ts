/**
 * The door: does a text say that something is a state secret or a work secret? Pure. What it is asked about is
 * never repeated, logged or kept.
 *
 * @clause 26号 art. 15; 809 art. 3
 */

/** `REFUSE` a mark stands there; `DOUBT` the words stand there, and a person must see; `CLEAR` neither. */
export type SecrecyFinding = 'REFUSE' | 'DOUBT' | 'CLEAR';

/** A name and what stands under it. */
export interface MetadataText {
  readonly field: string;
  readonly value: string;
}

/** Traditional and variant characters of the words that are looked for, and of those that make them ordinary. */
const VARIANTS: Readonly<Record<string, string>> = {
  絕: '绝',
  絶: '绝',
  機: '机',
  祕: '秘',
  級: '级',
  國: '国',
  務: '务',
  業: '业',
  長: '长',
  個: '个',
  術: '术',
  營: '营',
  週: '周',
  啟: '启',
  啓: '启',
  隨: '随',
  計: '计',
  飛: '飞',
  電: '电',
  動: '动',
  車: '车',
  無: '无',
  屬: '属',
  於: '于',
  險: '险',
  內: '内',
  開: '开',
  鑰: '钥',
  碼: '码',
};
const VARIANT = new RegExp(`[${Object.keys(VARIANTS).join('')}]`, 'gu');
/** What is put between level and period instead of the star of the standard. */
const STAR = '[★☆✩✪✫✬✭✮✯✰⭐🌟*※✱✲✳✴✵✶⋆﹡@#+]';
const LEVEL = '(?:绝密|机密|秘密|工作秘密)';
const PERIOD =
  '(?:长期|永久|\\d{1,3}年|\\d{1,2}个?月|\\d{1,4}[天日]|[一二三四五六七八九十百廿卅]{1,4}[年月天日]|启封|公布|解密|\\d{4}[年.\\-/])';

/** A level with a period, a level as such, or a level after the name of the field. */
const MARKS: readonly RegExp[] = [
  new RegExp(`${LEVEL}级?${STAR}`, 'u'),
  new RegExp(`${LEVEL}级?[(\\[〔（【·:：]?(?:保密期限)?[:：]?${PERIOD}`, 'u'),
  /(?:绝密|(?<![司手飞客主本]|算|打印|复印|随)机密|秘密)级/u,
  new RegExp(
    `(?:密级|涉密|保密|秘密|密别|定密)(?:级别|等级|程度|标[识志]|为|是|[:：=＝]|["'>])+[(\\[〔（【]?${LEVEL}`,
    'u',
  ),
  new RegExp(`[(\\[〔（【《<{「『|]${LEVEL}(?:件|文件|资料)?[)\\]〕）】》>}」』|]`, 'u'),
  /\b(?:top[ _-]?secret|state[ _-]?secret|work[ _-]?secret)\b/iu,
  new RegExp(`\\b(?:jue ?mi|ji ?mi|mi ?mi|gong ?zuo ?mi ?mi|secret|confidential) ?${STAR}`, 'iu'),
];
/** Words that stand for a mark only if there is nothing else, or that speak of secret content. */
const SUSPECT: readonly RegExp[] = [
  /^[\s\p{P}\p{S}]*(?:jue ?mi|ji ?mi|mi ?mi|secret|confidential|classified|restricted|秘|机秘)[\s\p{P}\p{S}]*$/iu,
  /涉密(?:文件|件|资料|事项|内容|载体)|[本此该]件涉密/u,
  /绝密|机密|秘密/u,
];
/** The whole text is a level, perhaps with what surrounds it. */
const ALONE = new RegExp(`^[\\s\\p{P}\\p{S}]*${LEVEL}(?:级|件|文件|资料|事项|材料)?[\\s\\p{P}\\p{S}]*$`, 'u');
/** A level that opens the text and is set off from it, or closes it. */
const SET_OFF = new RegExp(
  `^[\\s\\p{P}\\p{S}]*${LEVEL}[:：,，;；.。·|/\\\\_—–-]|[_|/\\\\—–-]${LEVEL}[\\s\\p{P}]*$`,
  'u',
);

/** Ordinary words that hold the characters; they are taken out before anything else is looked for. */
const ORDINARY: readonly RegExp[] = [
  // What laws list in one breath speaks of kinds of secrets, and marks nothing.
  /(?:(?:国家|工作)秘密[、,，和或及者以]+)+商业(?:秘密|机密)/gu,
  /商业(?:秘密|机密)|(?:经营|技术|企业|贸易|行业)(?:秘密|机密)|(?:商业|技术)和(?:经营|技术)秘密/gu,
  /(?:个人|家庭|通信|通讯|储蓄|纳税人|客户|用户|他人|当事人|举报人的?|工艺|配方)秘密/gu,
  /(?:不|未|无|没有|非)(?:得|予|应|会|曾)?(?:涉及|属于|属|含有|包含|包括|含|涉|是|存在|泄露|泄漏)?(?:任何)?(?:国家|工作)?(?:绝密|机密|秘密)(?:[、,，和或及](?:国家|工作)?(?:绝密|机密|秘密))*(?:级|内容|信息|事项)?/gu,
  /保守(?:国家)?(?:工作)?秘密|保守国家秘密法(?:实施条例)?|秘密投票|秘密的?花园|无秘密/gu,
  /机密性|加密机密钥|国家秘密载体印制资质|(?:非|不|未|无)涉密/gu,
  /[拒杜谢隔断]绝密(?=[切封集码钥接码])/gu,
  /(?:手|随|计算|算|飞|司|主|本|整|单|客|电|打印|复印|相|耳|时|危|动|有|无|投|对讲|售票|取款|一体|打包|封口|收银|发电|发动|洗衣|终端|密码|加密)机密(?=[码钥封集切度闭匙])/gu,
];

/** Fields that say how secret something is, in the languages and abbreviations that systems use. */
const SECRECY_FIELD =
  /密级|涉密|密别|保密(?:级别|等级|程度|期限)|秘密等级|secrecy|secret(?!ar)|security[_ -]?(?:class|level|grade|mark)|(?:^|[^a-z])miji(?:[^a-z]|$)|^M3[89]$/iu;
/** Of these only a secret value says anything: things are classified in many ways. */
const OTHER_FIELD = /classif(?:ied|ication)|confidential/iu;
/** Values of such a field that say: none. */
const NOT_SECRET =
  /^(?:公开|公开级|主动公开|依申请公开|国内|非密|非涉密|不涉密|不涉及|无|无密级|未定密|没有|否|不是|普通|一般|内部|内部公开|gk|gn|none|no|n|false|public|open|unclassified|null|nil|-+|\/|—+)$/iu;
/** GB/T 7156 letters [M], pinyin, English and bare levels. */
const SECRET_VALUE =
  /^(?:绝密|机密|秘密|工作秘密|绝|机|秘|um|jm|mm|juemi|jimi|mimi|gongzuomimi|ts|top secret|secret|confidential|work secret)(?:级|件)?$/iu;

/**
 * Looks at a text on its own: a title, a remark, the first lines of a document.
 * Spaces between characters, full-width forms, traditional characters and invisible characters make no difference.
 */
export function findSecrecyMarks(text: string): SecrecyFinding {
  return worst(readingsOf(text).map(judge));
}

/** Looks at structured metadata: fields that say how secret something is, and every other text. */
export function findSecrecyInMetadata(texts: Iterable<MetadataText>): SecrecyFinding {
  // Names come again with every file and step: each text is looked at once.
  const words = new Set<string>();
  const pairs = new Map<string, MetadataText>();
  for (const { field, value } of texts) {
    words.add(value).add(field);
    pairs.set(`${field}\n${value}`, { field, value });
  }
  const fields = new Map([...pairs.values()].map(({ field }) => [field, kindOfField(field)]));
  return worst([
    ...[...words].map(findSecrecyMarks),
    ...[...pairs.values()].map(({ field, value }) => judgeField(fields.get(field) ?? 'NONE', value)),
  ]);
}

/** The worst of several. */
export function worst(findings: readonly SecrecyFinding[]): SecrecyFinding {
  if (findings.includes('REFUSE')) return 'REFUSE';
  return findings.includes('DOUBT') ? 'DOUBT' : 'CLEAR';
}

type FieldKind = 'SECRECY' | 'OTHER' | 'NONE';

/** The last part of a path names the field; what stands before it says where. */
function kindOfField(field: string): FieldKind {
  const name = normalise(field.slice(field.lastIndexOf('/') + 1));
  if (SECRECY_FIELD.test(name)) return 'SECRECY';
  return OTHER_FIELD.test(name) ? 'OTHER' : 'NONE';
}

function judgeField(kind: FieldKind, value: string): SecrecyFinding {
  if (kind === 'NONE') return 'CLEAR';
  const finding = worst(readingsOf(value).map(judgeFieldValue));
  return finding === 'DOUBT' && kind === 'OTHER' ? 'CLEAR' : finding;
}

function judgeFieldValue(normal: string): SecrecyFinding {
  const value = withoutOrdinary(normal).replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
  if (value === '' || NOT_SECRET.test(value)) return 'CLEAR';
  return SECRET_VALUE.test(value) || /绝密|机密|秘密/u.test(value) ? 'REFUSE' : 'DOUBT';
}

function withoutOrdinary(normal: string): string {
  return ORDINARY.reduce((text, ordinary) => text.replace(ordinary, '。'), normal);
}

function judge(normal: string): SecrecyFinding {
  const bare = withoutOrdinary(normal);
  if (MARKS.some((mark) => mark.test(bare)) || ALONE.test(bare) || SET_OFF.test(bare)) return 'REFUSE';
  if (/工作秘密/u.test(bare)) return 'REFUSE';
  return SUSPECT.some((suspect) => suspect.test(bare)) ? 'DOUBT' : 'CLEAR';
}

/** The text as it is meant, and as it is meant if something was put between the characters of a word. */
function readingsOf(text: string): readonly string[] {
  const plain = normalise(text);
  const unescaped = unescape(text);
  const escaped = unescaped === text ? plain : normalise(unescaped);
  const spread = plain.replace(
    /([绝机秘])[\p{P}\p{S}~]{1,3}(?=密)|(工)[\p{P}\p{S}]{1,3}(?=作)|(作)[\p{P}\p{S}]{1,3}(?=秘)/gu,
    '$1$2$3',
  );
  return [...new Set([plain, escaped, spread])];
}

/** Compatible forms unified, invisible characters and all spaces between Chinese characters gone. */
function normalise(text: string): string {
  const unified = text.normalize('NFKC').replace(/[\p{Cf}\p{Mn}\p{Me}\u3164\u115F\u1160]/gu, '');
  return unified
    .replace(VARIANT, (character) => VARIANTS[character] ?? character)
    .replace(/(?<=[\p{Script=Han}\p{P}\p{S}\d])[\s\p{Z}\p{Cc}]+(?=[\p{Script=Han}\p{P}\p{S}\d])/gu, '');
}

/** References of XML and escapes of addresses, where somebody wrote them out. */
function unescape(text: string): string {
  const resolved = text
    .replace(/&#x([0-9a-f]{1,6});/giu, (_, hex: string) => toCharacter(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/gu, (_, digits: string) => toCharacter(Number(digits)))
    .replace(/&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy);|<[^<>]{1,40}>/giu, '');
  return resolved.replace(/(?:%[0-9A-F]{2})+/giu, decodeAddress);
}

function decodeAddress(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

function toCharacter(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
