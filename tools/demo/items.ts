/** Service items of the demo city: what they are called, how long their cases are kept, what lies in them. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { ItemType, ItemTypeCode, MaterialClass, RetentionCode } from '../../schema/codes.ts';
import { ITEM_TYPE } from '../../schema/codes.ts';
import type { CaseLoad } from '../../subgraphs/cases/index.ts';
import type { Bureau } from './bodies.ts';
import type { LicenceKind } from './licence-types.ts';
import { demoId } from './stable.ts';

export interface Item {
  readonly bureau: Bureau;
  readonly typeCode: ItemTypeCode;
  /** Department, main item and sub item of the basic code, eight digits. */
  readonly basic: string;
  readonly name: string;
  readonly sensitive?: true;
  /** Archived by reference. @clause 26号 art. 2 */
  readonly byReference?: true;
  readonly period: RetentionCode;
  /** Second level of the category in a 档号. */
  readonly category: string;
  readonly applicant: 'PERSON' | 'ENTERPRISE';
  /** Names of what is handed in. */
  readonly evidence: readonly string[];
  readonly result: string;
  /** Licences called in by data sharing. */
  readonly calls: readonly LicenceKind[];
  /** The licence that a granted case ends in. */
  readonly issues?: LicenceKind;
  /** Bureaus with a part of their own. */
  readonly parts?: readonly Bureau[];
}

const ITEMS = {
  publicRental: {
    bureau: 'housing',
    typeCode: '07',
    basic: '17001001',
    name: '公租房资格确认',
    period: 'D30',
    category: 'QR',
    applicant: 'PERSON',
    evidence: ['公租房资格确认申请表', '家庭收入情况说明', '户籍与婚姻情况承诺书'],
    result: '公租房资格确认通知书',
    calls: ['lease', 'business'],
  },
  presale: {
    bureau: 'housing',
    typeCode: '01',
    basic: '17002001',
    name: '商品房预售许可',
    period: 'Y',
    category: 'XK',
    applicant: 'ENTERPRISE',
    evidence: ['商品房预售许可申请表', '建设工程规划许可文件', '预售方案'],
    result: '商品房预售许可决定书',
    calls: ['business'],
    issues: 'presale',
  },
  lease: {
    bureau: 'housing',
    typeCode: '10',
    basic: '17003001',
    name: '房屋租赁登记备案',
    period: 'D10',
    category: 'QT',
    applicant: 'PERSON',
    evidence: ['房屋租赁合同', '房屋权属证明'],
    result: '房屋租赁登记备案证明',
    calls: [],
    issues: 'lease',
  },
  fund: {
    bureau: 'housing',
    typeCode: '20',
    basic: '17004002',
    name: '住房公积金提取（租房）',
    period: 'D10',
    category: 'GF',
    applicant: 'PERSON',
    evidence: ['住房公积金提取申请表', '租金发票'],
    result: '住房公积金提取审批表',
    calls: ['lease'],
  },
  rentAllowance: {
    bureau: 'housing',
    typeCode: '05',
    basic: '17005001',
    name: '低收入住房困难家庭租赁补贴',
    sensitive: true,
    period: 'D30',
    category: 'JF',
    applicant: 'PERSON',
    evidence: ['租赁补贴申请表', '最低生活保障证明', '病历及诊断证明'],
    result: '租赁补贴发放决定书',
    calls: ['relief'],
  },
  acceptance: {
    bureau: 'housing',
    typeCode: '07',
    basic: '17006001',
    name: '房屋建筑工程竣工联合验收',
    period: 'Y',
    category: 'QR',
    applicant: 'ENTERPRISE',
    evidence: ['联合验收申请表', '竣工图', '工程质量评估报告'],
    result: '联合验收意见书',
    calls: ['business'],
    parts: ['market', 'transport'],
  },
  titleTransfer: {
    bureau: 'formerRealEstate',
    typeCode: '10',
    basic: '17901001',
    name: '房屋所有权转移登记',
    period: 'Y',
    category: 'QT',
    applicant: 'PERSON',
    evidence: ['房屋所有权转移登记申请书', '房屋买卖合同'],
    result: '房屋所有权登记审批表',
    calls: [],
  },
  oldAllowance: {
    bureau: 'formerRealEstate',
    typeCode: '20',
    basic: '17902001',
    name: '廉租住房租金核减',
    period: 'D10',
    category: 'GF',
    applicant: 'PERSON',
    evidence: ['租金核减申请表', '家庭收入证明'],
    result: '租金核减通知书',
    calls: [],
  },
  relief: {
    bureau: 'civilAffairs',
    typeCode: '05',
    basic: '11001001',
    name: '最低生活保障对象认定',
    sensitive: true,
    period: 'D30',
    category: 'JF',
    applicant: 'PERSON',
    evidence: ['最低生活保障申请表', '家庭经济状况核对授权书', '诊断证明'],
    result: '最低生活保障审批决定',
    calls: [],
    issues: 'relief',
  },
  disability: {
    bureau: 'civilAffairs',
    typeCode: '05',
    basic: '11002001',
    name: '困难残疾人生活补贴和重度残疾人护理补贴',
    sensitive: true,
    period: 'D30',
    category: 'JF',
    applicant: 'PERSON',
    evidence: ['残疾人两项补贴申请表', '银行账户复印件'],
    result: '残疾人两项补贴审批表',
    calls: ['disability'],
  },
  marriage: {
    bureau: 'civilAffairs',
    typeCode: '07',
    basic: '11003001',
    name: '内地居民结婚登记',
    period: 'Y',
    category: 'QR',
    applicant: 'PERSON',
    evidence: ['申请结婚登记声明书', '结婚登记照片'],
    result: '结婚登记审查处理表',
    calls: [],
    issues: 'marriage',
  },
  elderlyHome: {
    bureau: 'civilAffairs',
    typeCode: '10',
    basic: '11004001',
    name: '养老机构备案',
    period: 'D10',
    category: 'QT',
    applicant: 'ENTERPRISE',
    evidence: ['设置养老机构备案书', '备案承诺书'],
    result: '设置养老机构备案回执',
    calls: ['business'],
  },
  food: {
    bureau: 'market',
    typeCode: '01',
    basic: '31001001',
    name: '食品经营许可',
    period: 'D10',
    category: 'XK',
    applicant: 'ENTERPRISE',
    evidence: ['食品经营许可申请书', '经营场所平面图', '食品安全管理制度'],
    result: '准予食品经营许可决定书',
    calls: ['business'],
    issues: 'food',
  },
  company: {
    bureau: 'market',
    typeCode: '07',
    basic: '31002001',
    name: '企业设立登记',
    period: 'Y',
    category: 'QR',
    applicant: 'ENTERPRISE',
    evidence: ['公司登记申请书', '公司章程', '住所使用证明'],
    result: '登记通知书',
    calls: ['lease'],
    issues: 'business',
  },
  complaint: {
    bureau: 'market',
    typeCode: '10',
    basic: '31003001',
    name: '消费者投诉举报处理',
    period: 'D10',
    category: 'QT',
    applicant: 'ENTERPRISE',
    evidence: ['投诉举报登记表', '消费凭证'],
    result: '投诉举报处理结果告知书',
    calls: ['food'],
  },
  penalty: {
    bureau: 'market',
    typeCode: '02',
    basic: '31004001',
    name: '食品安全违法行为行政处罚',
    byReference: true,
    period: 'D30',
    category: 'CF',
    applicant: 'ENTERPRISE',
    evidence: ['现场检查笔录', '询问笔录'],
    result: '行政处罚决定书',
    calls: ['business', 'food'],
  },
  roadFreight: {
    bureau: 'transport',
    typeCode: '01',
    basic: '18001001',
    name: '道路货物运输经营许可',
    period: 'D10',
    category: 'XK',
    applicant: 'ENTERPRISE',
    evidence: ['道路货物运输经营申请表', '车辆技术等级评定表'],
    result: '道路货物运输经营许可决定书',
    calls: ['business'],
    issues: 'road',
  },
  rideHailing: {
    bureau: 'transport',
    typeCode: '01',
    basic: '18002001',
    name: '网络预约出租汽车驾驶员证核发',
    period: 'D10',
    category: 'XK',
    applicant: 'PERSON',
    evidence: ['驾驶员证申请表', '无犯罪记录承诺书'],
    result: '准予从业资格决定书',
    calls: [],
    issues: 'rideHailing',
  },
  ship: {
    bureau: 'transport',
    typeCode: '01',
    basic: '18003001',
    name: '船舶营业运输证配发',
    period: 'D30',
    category: 'XK',
    applicant: 'ENTERPRISE',
    evidence: ['船舶营业运输证申请表', '船舶检验证书'],
    result: '船舶营业运输证配发决定书',
    calls: ['business'],
    issues: 'ship',
  },
} as const satisfies Record<string, Item>;

export type ItemKey = keyof typeof ITEMS;

export function itemOf(key: ItemKey): Item {
  return ITEMS[key];
}

export function itemIdOf(key: ItemKey): string {
  return demoId(`item/${key}`);
}

/** 实施编码: the agency, the level of exercise (3, city) and the basic code. */
export function taskCodeOf(key: ItemKey): string {
  const { bureau, typeCode, basic } = itemOf(key);
  return `${DEMO_BODIES[bureau]}3${'99'}${typeCode}${basic}`;
}

export const ITEM_KEYS = Object.keys(ITEMS) as readonly ItemKey[];

export const SERVICE_ITEMS: NonNullable<CaseLoad['items']> = ITEM_KEYS.map((key) => {
  const item = itemOf(key);
  return {
    id: itemIdOf(key),
    taskCode: taskCodeOf(key),
    version: '1.0',
    name: item.name,
    itemType: ITEM_TYPE[item.typeCode] satisfies ItemType,
    agency: DEMO_BODIES[item.bureau],
    byReference: item.byReference ?? false,
    sensitive: item.sensitive ?? false,
  };
});

export interface Material {
  readonly materialClass: MaterialClass;
  readonly name: string;
  readonly obtainedBy: string;
}

/** In the order of the package: handed in, formed while handling, the result. @clause 26号 art. 7 */
export function materialsOf(key: ItemKey, isCompleted: boolean): readonly Material[] {
  const { evidence, result } = itemOf(key);
  const handedIn = evidence.map((name) => ({ materialClass: 'EVIDENTIAL', name, obtainedBy: '申请人提交' }) as const);
  const formed = [{ materialClass: 'PROCEDURAL', name: '受理通知书', obtainedBy: '办理形成' }] as const;
  if (!isCompleted) return [...handedIn, ...formed];
  const opinion = { materialClass: 'PROCEDURAL', name: '审查意见表', obtainedBy: '办理形成' } as const;
  return [...handedIn, ...formed, opinion, { materialClass: 'RESULT', name: result, obtainedBy: '办理形成' }];
}
