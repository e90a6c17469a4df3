/** Who applies: adults, minors, people of whose age nobody can be sure, and enterprises. */
import { DEMO_CITIZEN_ID, DEMO_ENTERPRISE } from '../../gateway/development/identities.ts';
import { localDate } from '../../schema/ids.ts';
import { fixturesOf } from './stable.ts';

export const DEMO_CITIZEN_NAME = '欧阳明远';
export const DEMO_ENTERPRISE_NAME = '某市云帆餐饮管理有限公司';

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

/** The same for the same case. */
export function applicantOf(caseKey: string, who: Who, name?: string): Applicant {
  const fixtures = fixturesOf(`applicant/${caseKey}`);
  const shared = { phone: fixtures.mobile(), address: addressOf(`applicant/${caseKey}`), bankAccount: `6299010${String(fixtures.int(0, 999_999_999_999)).padStart(12, '0')}` };
  const person = { ...shared, type: 'PERSON', idType: '111', name: name ?? fixtures.name(), legalRepresentative: null } as const;
  const enterprise = { ...shared, type: 'ENTERPRISE', idType: '001', legalRepresentative: fixtures.name() } as const;
  switch (who) {
    case 'adult':
      return { ...person, idNumber: fixtures.citizen({ bornOn: fixtures.date(localDate('1956-01-01'), localDate('2000-12-31')), region: DISTRICT_REGION }) };
    case 'minor':
      return { ...person, idNumber: fixtures.citizen({ bornOn: fixtures.date(localDate('2013-01-01'), localDate('2018-12-31')), region: DISTRICT_REGION }) };
    case 'old-number':
      return { ...person, idNumber: `${DISTRICT_REGION}${fixtures.int(45, 75)}0${fixtures.int(1, 9)}1${fixtures.int(0, 9)}${fixtures.int(100, 999)}` };
    case 'passport':
      return { ...person, idType: '414', idNumber: `E99${fixtures.int(100_000, 999_999)}` };
    case 'demo-citizen':
      return { ...person, name: DEMO_CITIZEN_NAME, idNumber: DEMO_CITIZEN_ID, phone: '19900001234', address: '某省某市南桥区样例街18号3栋502室' };
    case 'enterprise':
      return { ...enterprise, name: name ?? fixtures.enterpriseName(), idNumber: fixtures.uscc({ category: '91', region: DISTRICT_REGION }) };
    case 'demo-enterprise':
      return { ...enterprise, name: DEMO_ENTERPRISE_NAME, idNumber: DEMO_ENTERPRISE, legalRepresentative: '令狐安' };
  }
}

const DISTRICT_REGION = '990106';
const DISTRICTS = ['东湖区', '西岭区', '南桥区', '北塘区', '松溪县'];
const STREETS = ['试验路', '样例街', '演示大道', '测试巷', '范本路'];

/** In the demo city, and nowhere else. */
function addressOf(key: string): string {
  const { int, pick } = fixturesOf(`address/${key}`);
  return `某省某市${pick(DISTRICTS)}${pick(STREETS)}${int(1, 300)}号${int(1, 30)}栋${int(101, 2805)}室`;
}
