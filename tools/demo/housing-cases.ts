/** Cases of the housing bureau and of the real-estate bureau that it has succeeded. */
import { DEMO_CITIZEN_ID } from '../../gateway/development/identities.ts';
import {
  archived,
  DEFERRED,
  EARLY,
  EARLY_HALL,
  FORMING,
  HALL,
  HALL_AGREED,
  open,
  OPENED,
  SEALED,
  underWay,
  type CaseSpec,
} from './case-spec.ts';

export const MAIN_KEY = 'main';

const HEALTH = '家庭成员患慢性病，长期用药，月均医药支出约900元。';

/** One list of 公租房 cases in which each row stands for a state of its own. */
const LIST: readonly CaseSpec[] = [
  archived(MAIN_KEY, ['publicRental', 'demo-citizen'], '2024-03-15', {
    circumstances: '本人肢体残疾三级，三口之家人均月收入1860元，无自有住房。',
  }),
  archived('list-adult', ['publicRental', 'adult'], '2023-06-12', { circumstances: HEALTH }),
  archived('list-compound', ['publicRental', 'adult'], '2022-09-08', {
    name: '诸葛𠮷',
    circumstances: '单亲家庭，抚养一名子女。',
  }),
  archived('list-ethnic', ['publicRental', 'adult'], '2023-11-02', { name: '阿依古丽·买买提' }),
  archived('list-minor', ['publicRental', 'minor'], '2023-08-21', {
    standing: [DEMO_CITIZEN_ID],
    circumstances: HEALTH,
  }),
  archived('list-old-number', ['publicRental', 'old-number'], '2021-04-19'),
  archived('list-passport', ['publicRental', 'passport'], '2022-02-25', { name: '宝音·巴特尔' }),
  archived('list-other-region', ['publicRental', 'adult'], '2023-05-30', { region: '990203' }),
  archived('list-too-early', ['publicRental', 'adult'], '2018-10-16'),
  archived('list-opened', ['publicRental', 'adult'], '2021-01-13', { archive: OPENED }),
  archived('list-opened-early', ['publicRental', 'adult'], '2019-03-27', { archive: OPENED }),
  archived('list-opened-minor', ['publicRental', 'minor'], '2020-12-09', { archive: OPENED }),
  archived('list-sealed', ['publicRental', 'adult'], '2022-07-14', { archive: SEALED, circumstances: HEALTH }),
  archived('list-opened-sealed', ['publicRental', 'adult'], '2020-06-18', { archive: { ...OPENED, sealed: true } }),
  archived('list-transferred', ['publicRental', 'adult'], '2020-05-11', { archive: HALL }),
  archived('list-transferrer', ['publicRental', 'adult'], '2020-08-03', { archive: HALL_AGREED }),
  archived('list-early-custody', ['publicRental', 'adult'], '2021-09-29', { archive: EARLY }),
  archived('list-early-custody-hall', ['publicRental', 'adult'], '2021-11-17', { archive: EARLY_HALL }),
  archived('list-held', ['publicRental', 'adult'], '2022-04-06', { hold: 'LITIGATION' }),
  archived('list-non-sharing', ['publicRental', 'adult'], '2022-05-23', { nonSharing: true }),
  archived('list-classified', ['publicRental', 'adult'], '2021-06-30', { archive: { ...FORMING, classified: true } }),
  archived('list-refused', ['publicRental', 'adult'], '2024-08-09', { result: 'REFUSED', name: '欧阳𬍛' }),
  underWay('list-completed', ['publicRental', 'adult'], '2026-10-20', { state: 'COMPLETED' }),
  open('list-open', ['publicRental', 'adult']),
  archived('list-sensitive', ['rentAllowance', 'adult'], '2023-03-09', { circumstances: HEALTH }),
  archived('list-sensitive-minor', ['rentAllowance', 'minor'], '2022-12-01', { circumstances: HEALTH }),
];

const OTHERS: readonly CaseSpec[] = [
  archived('presale-1', ['presale', 'enterprise'], '2022-06-24', { name: '某市安居房地产开发有限公司' }),
  archived('presale-opened', ['presale', 'enterprise'], '2013-04-18', {
    name: '某市城建房地产开发有限公司',
    archive: OPENED,
  }),
  underWay('presale-packaged', ['presale', 'enterprise'], '2025-12-11', {
    state: 'PACKAGED',
    name: '某市南桥置业有限公司',
  }),
  archived('lease-1', ['lease', 'adult'], '2024-11-05'),
  archived('lease-citizen', ['lease', 'demo-citizen'], '2023-02-20'),
  underWay('lease-collected', ['lease', 'adult'], '2026-03-18', { state: 'COLLECTED' }),
  open('lease-open', ['lease', 'passport'], { name: '安娜·李' }),
  archived('fund-citizen', ['fund', 'demo-citizen'], '2015-07-07', { archive: HALL_AGREED }),
  archived('fund-1', ['fund', 'adult'], '2023-09-15'),
  underWay('fund-sealed', ['fund', 'adult'], '2026-01-22', { state: 'SEALED' }),
  underWay('fund-returned', ['fund', 'adult'], '2025-10-28', { state: 'RETURNED', result: 'WITHDRAWN' }),
  archived('acceptance-1', ['acceptance', 'enterprise'], '2023-10-31', { name: '某市宏图房地产开发有限公司' }),
  archived('acceptance-demo', ['acceptance', 'demo-enterprise'], '2024-05-17'),
  underWay('acceptance-checked', ['acceptance', 'enterprise'], '2026-02-06', {
    state: 'CHECKED',
    name: '某市东湖置业有限公司',
  }),
  archived('former-1', ['titleTransfer', 'adult'], '2009-04-22', { archive: EARLY }),
  archived('former-deferred', ['titleTransfer', 'adult'], '1999-08-12', { archive: DEFERRED }),
  archived('former-opened', ['titleTransfer', 'adult'], '1998-03-05', { archive: OPENED }),
  archived('former-old-number', ['titleTransfer', 'old-number'], '2001-11-19', { archive: HALL_AGREED }),
  archived('former-destroyed', ['oldAllowance', 'adult'], '2011-06-15', {
    destroyed: { on: '2023-05-16', list: '销-Z908-2023-001' },
  }),
  archived('rental-destroyed', ['lease', 'adult'], '2014-03-20', {
    destroyed: { on: '2026-04-15', list: '销-Z901-2026-002' },
  }),
];

export const HOUSING_CASES: readonly CaseSpec[] = [...LIST, ...OTHERS];

/** Keys of the list scenario, in order. */
export const LIST_KEYS: readonly string[] = LIST.map(({ key }) => key);
