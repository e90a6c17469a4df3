/** Cases of civil affairs, market regulation and transport. */
import {
  archived,
  DEFERRED,
  EARLY,
  FORMING,
  HALL,
  HALL_AGREED,
  open,
  OPENED,
  SEALED,
  underWay,
  type CaseSpec,
} from './case-spec.ts';

const HARDSHIP = '一户三人，人均月收入610元，户主重病，无劳动能力。';
const DISABILITY = '视力残疾一级，需长期护理。';

const CIVIL_AFFAIRS: readonly CaseSpec[] = [
  archived('relief-1', ['relief', 'adult'], '2024-02-27', { circumstances: HARDSHIP }),
  archived('relief-minor', ['relief', 'minor'], '2023-12-18', { circumstances: '事实无人抚养儿童。' }),
  archived('relief-hall', ['relief', 'old-number'], '2005-10-21', { archive: HALL, circumstances: HARDSHIP }),
  archived('relief-refused', ['relief', 'adult'], '2022-01-19', { result: 'REFUSED', circumstances: HARDSHIP }),
  underWay('relief-received', ['relief', 'adult'], '2025-11-14', {
    state: 'RECEIVED',
    archive: { ...FORMING, unnumbered: true },
    circumstances: HARDSHIP,
  }),
  archived('disability-1', ['disability', 'adult'], '2023-04-25', { circumstances: DISABILITY }),
  archived('disability-minor', ['disability', 'minor'], '2024-06-07', { circumstances: DISABILITY }),
  open('disability-open', ['disability', 'adult'], { name: '李𬭩', circumstances: DISABILITY }),
  archived('marriage-citizen', ['marriage', 'demo-citizen'], '2016-05-20'),
  archived('marriage-1', ['marriage', 'adult'], '2021-10-01', { archive: EARLY }),
  archived('marriage-sealed', ['marriage', 'adult'], '2012-12-12', { archive: { ...HALL, sealed: true } }),
  archived('elderly-1', ['elderlyHome', 'enterprise'], '2022-08-30', { name: '某市松鹤养老服务有限公司' }),
  underWay('elderly-arranged', ['elderlyHome', 'enterprise'], '2026-04-21', {
    state: 'ARRANGED',
    name: '某市夕照养老服务有限公司',
  }),
];

const MARKET: readonly CaseSpec[] = [
  archived('food-demo', ['food', 'demo-enterprise'], '2023-01-17'),
  archived('food-1', ['food', 'enterprise'], '2021-05-26', { name: '青禾知味餐饮有限公司' }),
  archived('food-destroyed', ['food', 'enterprise'], '2012-09-11', {
    name: '北屏老街食品商行',
    destroyed: { on: '2024-03-28', list: '销-Z903-2024-001' },
  }),
  underWay('food-exchanged', ['food', 'enterprise'], '2025-09-03', { state: 'EXCHANGED', name: '云岭鲜食餐饮经营部' }),
  archived('company-demo', ['company', 'demo-enterprise'], '2020-11-24'),
  archived('company-opened', ['company', 'enterprise'], '1999-12-02', { archive: OPENED }),
  archived('company-hall', ['company', 'enterprise'], '2004-07-13', { archive: HALL_AGREED }),
  underWay('company-inventoried', ['company', 'enterprise'], '2026-05-12', { state: 'INVENTORIED' }),
  archived('complaint-demo', ['complaint', 'demo-enterprise'], '2024-09-19'),
  archived('complaint-1', ['complaint', 'enterprise'], '2022-03-28', { name: '临溪家电商行', hold: 'INSPECTION' }),
  open('complaint-open', ['complaint', 'enterprise'], { name: '北屏日用百货商行' }),
  archived('penalty-1', ['penalty', 'enterprise'], '2022-11-08', { name: '青禾巷口餐饮商行' }),
  archived('penalty-non-sharing', ['penalty', 'enterprise'], '2023-07-04', {
    name: '北屏彦书餐饮有限公司',
    nonSharing: true,
  }),
];

const TRANSPORT: readonly CaseSpec[] = [
  archived('road-1', ['roadFreight', 'enterprise'], '2023-02-14', { name: '望江通达物流有限公司' }),
  archived('road-demo', ['roadFreight', 'demo-enterprise'], '2025-03-11'),
  underWay('road-registered', ['roadFreight', 'enterprise'], '2025-06-16', {
    state: 'REGISTERED',
    name: '云岭远行物流有限公司',
    archive: FORMING,
  }),
  archived('road-held', ['roadFreight', 'enterprise'], '2013-08-07', { name: '青禾顺路物流有限公司', hold: 'AUDIT' }),
  archived('ride-1', ['rideHailing', 'adult'], '2024-01-23', { name: '夏侯海' }),
  archived('ride-sealed', ['rideHailing', 'adult'], '2022-10-10', { archive: SEALED }),
  archived('ride-refused', ['rideHailing', 'adult'], '2023-12-05', { result: 'REFUSED' }),
  archived('ship-1', ['ship', 'enterprise'], '2021-08-18', { name: '望江航运有限公司' }),
  archived('ship-deferred', ['ship', 'enterprise'], '1997-06-26', { name: '临溪水运有限责任公司', archive: DEFERRED }),
  open('ship-open', ['ship', 'enterprise'], { name: '望江渡航运有限公司' }),
];

export const OTHER_CASES: readonly CaseSpec[] = [...CIVIL_AFFAIRS, ...MARKET, ...TRANSPORT];
