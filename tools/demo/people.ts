/** Who applies: adults, minors, people of whose age nobody can be sure, and enterprises. */
import { DEMO_CITIZEN_ID, DEMO_ENTERPRISE } from '../../gateway/development/identities.ts';
import { addYears, localDate } from '../../schema/ids.ts';
import { fixturesOf } from './stable.ts';

export const DEMO_CITIZEN_NAME = '欧阳明远';
const HOME = { phone: '19900001234', address: '某省某市南桥区样例街18号3栋502室' };
const DEMO_ENTERPRISE_NAME = '某市云帆餐饮管理有限公司';

/**
 * `minor` was born in 2015; `old-number` has a number of fifteen digits and `passport` a passport: of both nobody can
 * tell the age, so they may be minors.
 */
export type Who = 'adult' | 'minor' | 'old-number' | 'passport' | 'enterprise' | 'demo-citizen' | 'demo-enterprise';

export interface Applicant {
  readonly type: 'PERSON' | 'ENTERPRISE';
  readonly name: string;
  /** `111` citizen id, `001` USCC, `414` passport. */
  readonly idType: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly address: string;
  readonly legalRepresentative: string | null;
  readonly bankAccount: string;
}

/** What of a case its applicant hangs on. */
export interface Applying {
  readonly key: string;
  readonly who: Who;
  /** Made by chance unless given. */
  readonly name?: string;
  readonly completedOn: string | null;
}

/** The same for the same case. Adults were of age when their case was completed. */
export function applicantOf(applying: Applying, region: string): Applicant {
  const { who, name } = applying;
  const fixtures = fixturesOf(`applicant/${applying.key}`);
  const bankAccount = `6299010${String(fixtures.int(0, 999_999_999_999)).padStart(12, '0')}`;
  const shared = { phone: fixtures.mobile(), address: addressOf(applying.key, region), bankAccount };
  const person = {
    ...shared,
    type: 'PERSON',
    idType: '111',
    name: name ?? fixtures.name(),
    legalRepresentative: null,
  } as const;
  const enterprise = {
    ...shared,
    type: 'ENTERPRISE',
    idType: '001',
    legalRepresentative: fixtures.name(),
  } as const;
  const bornBetween = (from: string, to: string): string =>
    fixtures.citizen({
      bornOn: fixtures.date(localDate(from), localDate(to)),
      region: fixtures.pick(REGIONS),
    });
  switch (who) {
    case 'adult':
      return { ...person, idNumber: bornBetween('1946-01-01', lastBirthOfAdult(applying.completedOn)) };
    case 'minor':
      return { ...person, idNumber: bornBetween('2013-01-01', '2017-12-31') };
    case 'old-number':
      return {
        ...person,
        idNumber: `990106${fixtures.int(45, 75)}0${fixtures.int(1, 9)}1${fixtures.int(0, 9)}${fixtures.int(100, 999)}`,
      };
    case 'passport':
      return { ...person, idType: '414', idNumber: `E99${fixtures.int(100_000, 999_999)}` };
    case 'demo-citizen':
      return { ...person, name: DEMO_CITIZEN_NAME, idNumber: DEMO_CITIZEN_ID, ...HOME };
    case 'enterprise':
      return {
        ...enterprise,
        name: name ?? fixtures.enterpriseName(),
        idNumber: fixtures.uscc({ category: '91', region: fixtures.pick(REGIONS) }),
      };
    case 'demo-enterprise':
      return {
        ...enterprise,
        name: DEMO_ENTERPRISE_NAME,
        idNumber: DEMO_ENTERPRISE,
        legalRepresentative: '令狐安',
        address: '某省某市东湖区演示大道66号1栋108室',
      };
  }
}

function lastBirthOfAdult(completedOn: string | null): string {
  return addYears(localDate(completedOn ?? '2026-01-01'), -20);
}

/** Districts of the demo city, and one of another. */
const DISTRICTS = {
  '990102': '某市东湖区',
  '990103': '某市西岭区',
  '990106': '某市南桥区',
  '990203': '临溪市松溪县',
} as const;

/** Regions of the demo city. */
export const REGIONS = ['990102', '990103', '990106'] as const;

const STREETS = ['试验路', '样例街', '演示大道', '测试巷', '范本路'];

function addressOf(key: string, region: string): string {
  const { int, pick } = fixturesOf(`address/${key}`);
  const district = Object.entries(DISTRICTS).find(([code]) => code === region)?.[1] ?? DISTRICTS['990106'];
  return `某省${district}${pick(STREETS)}${int(1, 300)}号${int(1, 30)}栋${int(101, 2805)}室`;
}
