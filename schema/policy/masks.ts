/**
 * What is shown of a value that is masked. Pure.
 *
 * A value is masked in part only if it has the form of its kind; anything else is hidden whole, so that a value
 * in the wrong field, or an old form of a number, never shows more. `*` stands for what is hidden.
 */
import type { Profile } from '../profile.ts';

export type MaskSettings = Profile['masks'];
export type MaskKind = keyof MaskSettings;

type Masks = { readonly [Kind in MaskKind]: (value: string, settings: MaskSettings[Kind]) => string };

const HIDDEN = '****';
/** At least so many characters of a number stay hidden, whatever the settings add up to. */
const LEAST_HIDDEN = 4;

const MASKS: Masks = {
  PERSON_NAME: maskName,
  CITIZEN_ID: (value, { prefix, suffix }) =>
    /^\d{17}[\dXx]$/.test(value) ? maskMiddle(value, prefix, suffix) : HIDDEN,
  MOBILE: (value, { prefix, suffix }) => (/^1\d{10}$/.test(value) ? maskMiddle(value, prefix, suffix) : HIDDEN),
  PHONE: maskPhone,
  ADDRESS: maskAddress,
  BANK_CARD: maskBankCard,
  PASSPORT: (value, { prefix, suffix }) =>
    /^[A-Za-z0-9]{7,12}$/.test(value) ? maskMiddle(value, prefix, suffix) : HIDDEN,
  BIRTH_DATE: (value, { keep }) => (keep === 'YEAR' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.slice(0, 4) : HIDDEN),
};

/**
 * The mask of `value`, never the value itself, and never more of it than the settings allow.
 * Of the empty text it is the empty text.
 *
 * @clause standards.md §6.3; decision.md: identity numbers are masked so that candidates stay many
 */
export function applyMask(kind: MaskKind, value: string, settings: MaskSettings): string {
  if (value === '') return '';
  const masked = maskOf(kind, value.trim(), settings);
  if (masked !== value) return masked;
  return value === HIDDEN ? `${HIDDEN}*` : HIDDEN;
}

/** Generic, so that a kind and its settings stay together. */
function maskOf<Kind extends MaskKind>(kind: Kind, value: string, settings: Pick<MaskSettings, Kind>): string {
  return MASKS[kind](value, settings[kind]);
}

/** Han characters, and private-use ones: rare names are still written with those of GB18030. */
const NAME_CHARACTER = /^[\p{Script=Han}\p{Co}]$/u;

/**
 * Names of two to four Chinese characters keep their surname. All others (foreign names, names with a ·, longer
 * ones) keep their first letter, since nobody can say where their surname is.
 */
function maskName(value: string, { keep, compoundSurnames }: MaskSettings['PERSON_NAME']): string {
  if (keep !== 'NOTHING' && COMMON_NAME.test(value)) return maskCommonName(value, compoundSurnames);
  const characters = Array.from(value.slice(0, 64)).filter((character) => !/[\p{M}\p{Cf}]/u.test(character));
  const [first = ''] = characters;
  if (keep === 'NOTHING' || characters.length < 2) return HIDDEN;
  if (characters.length > 4 || !characters.every((character) => NAME_CHARACTER.test(character))) {
    return /^[\p{L}\p{Co}]$/u.test(first) ? `${first}${HIDDEN}` : HIDDEN;
  }
  const compound = characters.slice(0, 2).join('');
  const surname = characters.length > 2 && compoundSurnames.includes(compound) ? compound : first;
  return surname + '*'.repeat(characters.length - Array.from(surname).length);
}

/** Nearly all names. Each character is one unit of the string, so nothing has to be taken apart: 60 ns against 370. */
const COMMON_NAME = /^[\u4E00-\u9FFF]{2,4}$/;

function maskCommonName(value: string, compoundSurnames: MaskSettings['PERSON_NAME']['compoundSurnames']): string {
  const kept = value.length > 2 && setOf(compoundSurnames).has(value.slice(0, 2)) ? 2 : 1;
  return value.slice(0, kept) + '*'.repeat(value.length - kept);
}

/** Of each profile's list, made once. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(list: readonly string[]): ReadonlySet<string> {
  const known = sets.get(list);
  if (known !== undefined) return known;
  const made = new Set(list);
  sets.set(list, made);
  return made;
}

function maskPhone(value: string, { keepAreaCode, suffix }: MaskSettings['PHONE']): string {
  const match = /^(010|02\d|0[3-9]\d{2})-?(\d{7,8})$/.exec(value);
  if (match === null) return HIDDEN;
  const [, areaCode = '', number = ''] = match;
  const masked = maskMiddle(number, 0, suffix);
  return keepAreaCode ? `${areaCode}-${masked}` : masked;
}

function maskBankCard(value: string, { suffix }: MaskSettings['BANK_CARD']): string {
  const digits = value.replaceAll(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(digits) || suffix === 0) return HIDDEN;
  return `${HIDDEN} ${digits.slice(-suffix)}`;
}

/** What no name of a region holds: with these a text has gone on to street, village or house. */
const PLACE = '[^\\P{Script=Han}省市区县旗街路村号巷弄栋幢楼室]';
const MUNICIPALITY = '(?:北京|上海|天津|重庆)市';
/** A list, so that no name of a person before it is taken for part of it; 某省 is how examples write one. */
const PROVINCE =
  '(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|某)省|' +
  '(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:香港|澳门)特别行政区';
const CITY = `${PLACE}{1,4}市|${PLACE}{2,10}自治州|${PLACE}{2,4}(?:地区|盟)`;
/** 小区, 园区, 超市 and the like are places where people live or shop, not regions. */
const DISTRICT =
  `浦东新区|滨海新区|市[中南北]区|${PLACE}{1,5}(?<![小社园校院厂矿营片库景老新])区|${PLACE}{1,4}县|${PLACE}{2,14}自治[县旗]|` +
  `${PLACE}{2,6}旗|${PLACE}{1,4}(?<![超夜门股城都集菜花鱼早商])市`;
const ADDRESS_FORMS = [
  new RegExp(`^(${MUNICIPALITY})()(${DISTRICT})?`, 'u'),
  new RegExp(`^(${PROVINCE})(${CITY})(${DISTRICT})?`, 'u'),
  new RegExp(`^(${PROVINCE})()(${DISTRICT})?`, 'u'),
];
const ADDRESS_PARTS = { NOTHING: 0, PROVINCE: 1, CITY: 2, DISTRICT: 3 } as const;

/**
 * Keeps province, city and district as far as they can be told from what follows. Without a list of regions a
 * text in doubt is cut earlier, and an address that does not begin with a province is hidden.
 */
function maskAddress(value: string, { keepTo }: MaskSettings['ADDRESS']): string {
  const head = value.slice(0, 64);
  const match = ADDRESS_FORMS.map((form) => form.exec(head)).find((found) => found !== null);
  const parts = match?.slice(1, 1 + ADDRESS_PARTS[keepTo]) ?? [];
  return parts.join('') + HIDDEN;
}

function maskMiddle(value: string, prefix: number, suffix: number): string {
  const hidden = value.length - prefix - suffix;
  if (hidden < LEAST_HIDDEN) return HIDDEN;
  return value.slice(0, prefix) + '*'.repeat(hidden) + value.slice(value.length - suffix);
}
