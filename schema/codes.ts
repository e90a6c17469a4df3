/**
 * The code lists. Each says its Chinese term, where it comes from, and how sure we are:
 * [V] read in a source, [V-code] read in public code, [M] from memory, [D] ours. Sections are those of standards.md.
 *
 * Lists whose codes differ between published systems are read through a mapping table per source; here is our side.
 */

/** 事项类型, national codes. [V-code] §5.3; one province writes 20 for other and 21 for public service. */
export const ITEM_TYPE = {
  '01': 'PERMIT', // 行政许可
  '02': 'PENALTY', // 行政处罚, by reference only: 26号 art. 2
  '03': 'COERCION', // 行政强制, not on application: outside 26号
  '04': 'LEVY', // 行政征收
  '05': 'PAYMENT', // 行政给付
  '06': 'INSPECTION', // 行政检查, by reference only: 26号 art. 2
  '07': 'CONFIRMATION', // 行政确认
  '08': 'REWARD', // 行政奖励
  '09': 'ADJUDICATION', // 行政裁决
  '10': 'OTHER_POWER', // 其他行政权力
  '20': 'PUBLIC_SERVICE', // 公共服务
} as const;
export type ItemTypeCode = keyof typeof ITEM_TYPE;
export type ItemType = (typeof ITEM_TYPE)[ItemTypeCode];

/** 办理环节, codes of the package's process metadata. [V-code] §1.3 */
export const CASE_STEP = {
  1: 'RECEIVED', // 收件
  2: 'ACCEPTED', // 受理
  3: 'REVIEWED', // 审查
  4: 'COMPLETED', // 办结
  11: 'SUPPLEMENT', // 补正
  12: 'SUSPENDED', // 挂起 / 特别程序
  99: 'OTHER',
} as const;
type CaseStepCode = keyof typeof CASE_STEP;
export type CaseStep = (typeof CASE_STEP)[CaseStepCode];

/** 归档状态: being handled, then the process of GB/T 42727 6.2-6.11; its STORED is our ARCHIVED. [D from V] §1.1, design.md §4 */
export const CASE_STATE = [
  'OPEN', // 办理中
  'COMPLETED', // 已办结
  'COLLECTED', // 收集
  'ARRANGED', // 整理
  'INVENTORIED', // 清点
  'PACKAGED', // 形成归档信息包
  'SEALED', // 生成校验信息
  'CHECKED', // 归档检测
  'EXCHANGED', // 数据交换
  'RECEIVED', // 接收检测
  'REGISTERED', // 登记目录
  'ARCHIVED', // 存储: 已归档
  'RETURNED', // 退回, from either check
] as const;
export type CaseState = (typeof CASE_STATE)[number];

/** 材料类别: how a material came about. [V] 26号 art. 7 */
export const MATERIAL_CLASS = [
  'EVIDENTIAL', // 证据性材料
  'PROCEDURAL', // 程序性材料
  'RESULT', // 结果性材料
] as const;
export type MaterialClass = (typeof MATERIAL_CLASS)[number];

/** 保管期限; years, or permanent. [V] 8号令, §3.3. An open set: D5, D15, D25 exist [M]. */
export type RetentionCode = 'Y' | `D${number}`;

/** 鉴定与销毁状态. [D] §3.7 */
export const RETENTION_STATE = [
  'ACTIVE', // 保管中
  'EXPIRED', // 到期
  'IN_APPRAISAL', // 鉴定中
  'RETAINED', // 续存
  'DESTRUCTION_PROPOSED', // 拟销毁
  'DESTRUCTION_APPROVED', // 批准销毁
  'DESTROYED', // 已销毁
] as const;
export type RetentionState = (typeof RETENTION_STATE)[number];

/** 保管主体: in whose custody. [V] 实施条例 art. 20, 40; 令22 art. 20 */
export const CUSTODY = [
  'FORMING', // 立档单位保管
  'EARLY_CUSTODY', // 提前交由档案馆保管
  'HALL', // 已移交档案馆
] as const;
export type Custody = (typeof CUSTODY)[number];

/** 开放状态. [V-code] §3.5 */
export const OPENING = [
  'OPEN', // 开放
  'CONTROLLED', // 控制使用
  'DEFERRED', // 延期开放
  'NOT_OPEN', // 不开放
  'NOT_REVIEWED', // 未审核
] as const;
export type Opening = (typeof OPENING)[number];

/** 开放审核结论: what a review can come to. [V-code] §3.5 */
export type OpeningResult = Exclude<Opening, 'NOT_REVIEWED'>;

/** 延期开放事由. [V] 令19, §3.5; `OTHER` is ours. */
export const DEFERRAL_REASON = [
  'STATE_SECRET', // 国家秘密
  'NATIONAL_SECURITY', // 国家安全或者重大利益
  'FOREIGN_AFFAIRS', // 外交外事
  'SOCIAL_STABILITY', // 社会稳定
  'PERSONAL_INFO', // 个人隐私、个人信息
  'TRADE_SECRET_OR_IP', // 商业秘密、知识产权
  'OTHER',
] as const;
export type DeferralReason = (typeof DEFERRAL_REASON)[number];

/** 授权状态. [V] 809 art. 27 */
export const GRANT_STATE = [
  'ACTIVE', // 有效
  'SUSPENDED', // 暂停
  'TERMINATED', // 终止
  'EXPIRED', // 到期
  'DISPOSED', // 已处置
] as const;
export type GrantState = (typeof GRANT_STATE)[number];

/** 证照状态. [D] §4.4: published codes 03-06 contradict each other, so the raw code is kept and mapped per licence type. */
export const LICENCE_STATUS = [
  'VALID', // 有效
  'SUSPENDED', // 暂扣
  'REVOKED', // 吊销
  'WITHDRAWN', // 撤销 / 撤回
  'CANCELLED', // 注销
  'EXPIRED', // 失效
  'OTHER',
] as const;
export type LicenceStatus = (typeof LICENCE_STATUS)[number];

/** Longest use cause 用证事由, in characters. [V-code] §4.5 */
export const USE_CAUSE_MAX_LENGTH = 200;

/** 时限 in working days. A profile may shorten, never lengthen. [V] 809 art. 17, 21, 22, 26 */
export const SLA_WD = {
  unconditionalReply: 1, // art. 21
  conditionalReply: 10, // art. 21
  extensionMax: 10, // art. 21
  delivery: 20, // art. 22
  correction: 10, // art. 26
  catalogueUpdate: 10, // art. 17
  catalogueExt: 5, // art. 17
  catalogueReview: 2, // art. 17
} as const;

/** 日志保存年限: max of six months and three years. [V] 809 art. 29, 网络数据安全管理条例 art. 12, 网络安全法 art. 21 */
export const AUDIT_RETENTION_YEARS = 3;

/** 检测环节: archiving, transfer and receipt, long-term preservation. [V] §2; the third prefix is ours. */
export const CHECK_STAGE = ['GD', 'YJ', 'LT'] as const;
export type CheckStage = (typeof CHECK_STAGE)[number];

/** 检测结果: what needs an engine that is not there is `MANUAL_REVIEW`, never `PASS`. [V-code] §2 */
export const CHECK_RESULT = ['PASS', 'FAIL', 'WARNING', 'MANUAL_REVIEW', 'NOT_APPLICABLE'] as const;
export type CheckResult = (typeof CHECK_RESULT)[number];

/**
 * 归档格式: open formats that a jurisdiction may allow for archived content. The default leaves out PNG.
 * [M] GB/T 18894-2016, §3.2; AVI is a container whose codecs are not looked into.
 */
export const ARCHIVE_FORMAT = ['OFD', 'PDF', 'TXT', 'XML', 'JPEG', 'TIFF', 'WAV', 'MP3', 'MP4', 'AVI', 'PNG'] as const;
export type ArchiveFormat = (typeof ARCHIVE_FORMAT)[number];
