/**
 * People, organisations and numbers that belong to nobody: the same seed gives the same ones.
 * Region 99 is not assigned, mobile numbers begin with 1990000, names and addresses are put together by chance.
 */
import { addDays, type LocalDate } from '../../schema/ids.ts';
import { makeCheckCitizenId, parseCitizenId, type CitizenId } from '../../schema/identifiers/citizen-id.ts';
import {
  LICENCE_ROOT_OID,
  makeCheckLicenceIdentifier,
  parseLicenceIdentifier,
  type LicenceIdentifier,
} from '../../schema/identifiers/licence-identifier.ts';
import { makeCheckOrganisationCode } from '../../schema/identifiers/organisation-code.ts';
import type { Parsed } from '../../schema/identifiers/parsed.ts';
import { makeCheckUscc, parseUscc, USCC_ALPHABET, type Uscc } from '../../schema/identifiers/uscc.ts';

export interface Fixtures {
  /** Both ends included. @throws RangeError if there is none */
  readonly int: (min: number, max: number) => number;
  /** @throws RangeError if the list is empty */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Random-looking UUID, version 4. */
  readonly uuid: () => string;
  /** Both ends included. */
  readonly date: (from: LocalDate, to: LocalDate) => LocalDate;
  /** @param of.region six digits that begin with 99; by chance if not given. @throws RangeError for any other region */
  readonly citizen: (of: { readonly bornOn: LocalDate; readonly region?: string }) => CitizenId;
  /** @param of.category two characters: `11` agency, `12` public institution, `91` enterprise; `of.region` as above */
  readonly uscc: (of: { readonly category: string; readonly region?: string }) => Uscc;
  /** Two to four characters; some surnames are compound, some given names rare (beyond the BMP). */
  readonly name: () => string;
  readonly enterpriseName: () => string;
  /** Province, city, district, street and house; begins with 某省. */
  readonly address: () => string;
  readonly mobile: () => string;
  /** Serials begin with TEST and hold no identity number. What is not given is made by chance; the version is 001. */
  readonly licenceIdentifier: (of?: {
    readonly typeCode?: string;
    readonly issuer?: string;
    readonly version?: string;
  }) => LicenceIdentifier;
}

const DIGITS = '0123456789';
const DAY_MS = 86_400_000;

const SURNAMES = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕');
const COMPOUND_SURNAMES = ['欧阳', '司马', '上官', '诸葛', '夏侯', '皇甫', '令狐', '端木'];
const GIVEN = Array.from('安邦晨川德恩帆光海嘉景可兰明宁平清然书涛维文晓欣雅彦宜远泽知子梓');
const RARE_GIVEN = ['𬍛', '𫖯', '䶮', '㛃', '𬀩', '𬬻'];
const CITIES = ['云岭市', '望江市', '青禾市', '临溪市', '北屏市'];
const DISTRICTS = ['东湖区', '西岭区', '南桥区', '北塘区', '松溪县', '石泉县'];
const STREETS = ['试验路', '样例街', '演示大道', '测试巷', '范本路'];
const TRADES = ['餐饮', '建材', '物流', '信息技术', '食品', '园林', '机电设备', '文化传播', '环保科技', '医疗器械'];
const BUSINESS_FORMS = ['有限公司', '有限责任公司', '股份有限公司', '商行', '经营部'];

interface Dice {
  readonly int: (min: number, max: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly text: (alphabet: string, length: number) => string;
}

function createDice(seed: number): Dice {
  const random = createRandom(seed);

  function int(min: number, max: number): number {
    if (!(min <= max)) throw new RangeError('a range that is not empty expected');
    return min + Math.floor(random() * (max - min + 1));
  }

  function pick<T>(list: readonly T[]): T {
    for (const item of list.slice(int(0, list.length - 1))) return item;
    throw new RangeError('a list that is not empty expected');
  }

  function text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(int(0, alphabet.length - 1))).join('');
  }

  return { int, pick, text };
}

/** @param seed any number; its lowest 32 bits count */
export function createFixtures(seed: number): Fixtures {
  const dice = createDice(seed);
  const { int, pick, text } = dice;

  function regionOf(given: string | undefined): string {
    const region = given ?? `99${text('0123', 2)}${text('012', 1)}${text('123456789', 1)}`;
    if (!/^99[0-9]{4}$/.test(region)) throw new RangeError('a region of six digits that begins with 99 expected');
    return region;
  }

  function uuid(): string {
    const hex = text('0123456789abcdef', 30);
    const variant = text('89ab', 1);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
  }

  function date(from: LocalDate, to: LocalDate): LocalDate {
    return addDays(from, int(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)));
  }

  function citizen(of: { readonly bornOn: LocalDate; readonly region?: string }): CitizenId {
    const first17 = regionOf(of.region) + of.bornOn.replaceAll('-', '') + text(DIGITS, 3);
    return valueOf(parseCitizenId(first17 + makeCheckCitizenId(first17))).id;
  }

  function uscc(of: { readonly category: string; readonly region?: string }): Uscc {
    const first8 = `M${text('AB', 1)}0DEM${text(USCC_ALPHABET, 2)}`;
    const first17 = of.category + regionOf(of.region) + first8 + makeCheckOrganisationCode(first8);
    return valueOf(parseUscc(first17 + makeCheckUscc(first17))).code;
  }

  function licenceIdentifier(
    of: { readonly typeCode?: string; readonly issuer?: string; readonly version?: string } = {},
  ): LicenceIdentifier {
    const typeCode = of.typeCode ?? `${uscc({ category: '11' })}${text(DIGITS, 3)}`;
    const issuer = of.issuer ?? uscc({ category: '12' });
    const serial = `TEST${text(DIGITS, 10)}`;
    const version = of.version ?? '001';
    const check = makeCheckLicenceIdentifier(typeCode + issuer + serial + version);
    return valueOf(parseLicenceIdentifier([LICENCE_ROOT_OID, typeCode, issuer, serial, version, check].join('.')))
      .identifier;
  }

  return { int, pick, uuid, date, citizen, uscc, licenceIdentifier, ...createNames(dice) };
}

function createNames({ int, pick, text }: Dice): Pick<Fixtures, 'name' | 'enterpriseName' | 'address' | 'mobile'> {
  function name(): string {
    const surname = int(1, 20) === 1 ? pick(COMPOUND_SURNAMES) : pick(SURNAMES);
    const given = int(1, 25) === 1 ? pick(RARE_GIVEN) : pick(GIVEN);
    return surname + given + (int(1, 3) === 1 ? '' : pick(GIVEN));
  }

  function enterpriseName(): string {
    return `${pick(CITIES).slice(0, 2)}${pick(GIVEN)}${pick(GIVEN)}${pick(TRADES)}${pick(BUSINESS_FORMS)}`;
  }

  function address(): string {
    const house = `${int(1, 300)}号${int(1, 30)}栋${int(101, 2805)}室`;
    return `某省${pick(CITIES)}${pick(DISTRICTS)}${pick(STREETS)}${house}`;
  }

  function mobile(): string {
    return `1990000${text(DIGITS, 4)}`;
  }

  return { name, enterpriseName, address, mobile };
}

/** Mulberry32: small, quick, the same on every machine; nothing secret may come from it. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new RangeError(parsed.faults.map(({ part, message }) => `${part}: ${message}`).join('; '));
}
