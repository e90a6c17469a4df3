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

/** 行使层级. 2-4 [V-code], 1, 5, 6 [M] §5.3 */
export const EXERCISE_LEVEL = {
  1: 'NATIONAL', // 国家级
  2: 'PROVINCE', // 省级
  3: 'CITY', // 市级
  4: 'COUNTY', // 县级
  5: 'TOWNSHIP', // 镇（乡、街道）级
  6: 'VILLAGE', // 村（社区）级
} as const;
export type ExerciseLevel = (typeof EXERCISE_LEVEL)[keyof typeof EXERCISE_LEVEL];

/** 办件类型. [V-code] §5.4 */
export const CASE_KIND = {
  1: 'INSTANT', // 即办件
  2: 'PROMISED', // 承诺件
} as const;
export type CaseKind = (typeof CASE_KIND)[keyof typeof CASE_KIND];

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
export type CaseStepCode = keyof typeof CASE_STEP;
export type CaseStep = (typeof CASE_STEP)[CaseStepCode];

/** 办理结果, codes of one monitoring standard; others differ. [V-code] §5.4 */
export const CASE_OUTCOME = {
  0: 'COMPLETED', // 出证办结
  1: 'REFUSED', // 不予许可
  2: 'VOIDED', // 作废办结
  3: 'DELETED', // 删除办结
  4: 'FORWARDED', // 转报办结
  5: 'RETURNED', // 退回办结
  6: 'NOT_ACCEPTED', // 不予受理
} as const;
export type CaseOutcome = (typeof CASE_OUTCOME)[keyof typeof CASE_OUTCOME];

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

/** 信息包文件夹, first letter of a material's code. [V-code] §1.2 */
export const FOLDER = {
  A: 'APPLICATION', // 申报文件
  B: 'PROCESS', // 过程文件
  C: 'RESULT', // 结果文件
} as const;
export type FolderCode = keyof typeof FOLDER;
export type Folder = (typeof FOLDER)[FolderCode];

/** 密级标志 that keep a record outside. [V] 26号 art. 15, 809 art. 3 */
export const SECRECY_MARK = {
  TOP_SECRET: '绝密',
  SECRET: '机密',
  CONFIDENTIAL: '秘密',
  WORK_SECRET: '工作秘密',
} as const;
export type SecrecyMark = keyof typeof SECRECY_MARK;

/** 一级类别 of the reference code. [V] DA/T 13-2022, §1.4. Government-service cases normally stand under ZY. */
export const RECORD_CATEGORY = {
  WS: 'DOCUMENT', // 文书
  KJ: 'SCIENCE_TECHNOLOGY', // 科技
  RS: 'PERSONNEL', // 人事
  KU: 'ACCOUNTING', // 会计
  ZY: 'PROFESSIONAL', // 专业
  ZP: 'PHOTO', // 照片
  LY: 'AUDIO', // 录音
  LX: 'VIDEO', // 录像
  SJ: 'BUSINESS_DATA', // 业务数据
  YJ: 'EMAIL', // 公务电子邮件
  WY: 'WEB_PAGE', // 网页信息
  MT: 'SOCIAL_MEDIA', // 社交媒体
  SW: 'OBJECT', // 实物
} as const;
export type RecordCategoryCode = keyof typeof RECORD_CATEGORY;
export type RecordCategory = (typeof RECORD_CATEGORY)[RecordCategoryCode];

/** 保管期限; years, or permanent. [V] 8号令, §3.3. An open set: D5, D15, D25 exist [M]. */
export const RETENTION = {
  Y: 'PERMANENT', // 永久
  D30: 30, // 定期30年
  D10: 10, // 定期10年
} as const;
export type RetentionCode = 'Y' | `D${number}`;

/** Retention of before 2006, kept as it is and never converted. [V-code] §3.3 */
export const LEGACY_RETENTION = {
  LONG: '长期',
  SHORT: '短期',
} as const;
export type LegacyRetention = keyof typeof LEGACY_RETENTION;

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

/** 鉴定意见. [V] 实施条例 art. 24, 令22 art. 29-30 */
export const APPRAISAL_VERDICT = [
  'RETAIN', // 续存
  'DESTROY', // 销毁
] as const;
export type AppraisalVerdict = (typeof APPRAISAL_VERDICT)[number];

/** 档案馆层级: decides the transfer clock. [V] 实施条例 art. 20 */
export const HALL_LEVEL = [
  'CENTRAL', // 中央级
  'PROVINCIAL', // 省级
  'PREFECTURAL', // 设区的市级
  'COUNTY', // 县级
] as const;
export type HallLevel = (typeof HALL_LEVEL)[number];

/** 保管主体: in whose custody. [V] 实施条例 art. 20, 40; 令22 art. 20 */
export const CUSTODY = [
  'FORMING', // 立档单位保管
  'EARLY_CUSTODY', // 提前交由档案馆保管
  'HALL', // 已移交档案馆
] as const;
export type Custody = (typeof CUSTODY)[number];

/** 接收状态 of a transfer batch, as in an implementation of DA/T 93. [V-code] §2.1 */
export const INTAKE_STATE = [
  'RECEIVED', // 已接收
  'CHECKING', // 检测中
  'PENDING_REVIEW', // 待审核
  'ACCEPTING', // 入库中
  'ACCEPTED', // 已入库
  'REJECTED', // 退回
  'FAILED', // 失败
] as const;
export type IntakeState = (typeof INTAKE_STATE)[number];

/** 开放状态. [V-code] §3.5 */
export const OPENING = [
  'OPEN', // 开放
  'CONTROLLED', // 控制使用
  'DEFERRED', // 延期开放
  'NOT_OPEN', // 不开放
  'NOT_REVIEWED', // 未审核
] as const;
export type Opening = (typeof OPENING)[number];

/** 延期开放理由. [V] §3.5, 令19 (article numbers [M]); OTHER is ours. */
export const DEFERRAL_REASON = [
  'STATE_SECRET', // 国家秘密
  'NATIONAL_SECURITY', // 国家安全或者重大利益
  'FOREIGN_AFFAIRS', // 外交
  'SOCIAL_STABILITY', // 社会稳定
  'PERSONAL_INFO', // 个人隐私、个人信息
  'TRADE_SECRET_OR_IP', // 商业秘密、知识产权
  'OTHER',
] as const;
export type DeferralReason = (typeof DEFERRAL_REASON)[number];

/** 四性检测环节. [V] DA/T 70-2018; the prefix of the third stage is not verified, LT is ours. §2 */
export const CHECK_STAGE = [
  'GD', // 归档
  'YJ', // 移交与接收
  'LT', // 长期保存
] as const;
export type CheckStage = (typeof CHECK_STAGE)[number];

/** 四性, the second number of a check's code. [V] 26号 art. 10, DA/T 70-2018 */
export const CHECK_PROPERTY = {
  1: 'AUTHENTICITY', // 真实性
  2: 'INTEGRITY', // 完整性
  3: 'USABILITY', // 可用性
  4: 'SECURITY', // 安全性
} as const;
export type CheckProperty = (typeof CHECK_PROPERTY)[keyof typeof CHECK_PROPERTY];

/** 检测结果. A check that cannot run is MANUAL_REVIEW, never PASS. [V-code] §2 */
export const CHECK_RESULT = [
  'PASS', // 通过
  'FAIL', // 不通过
  'WARNING', // 警告
  'MANUAL_REVIEW', // 需人工检测
  'NOT_APPLICABLE', // 不适用
] as const;
export type CheckResult = (typeof CHECK_RESULT)[number];

/** 共享属性, codes in practice. [V] 809 art. 14, codes [V-code] §6.1 */
export const SHARING = {
  1: 'UNCONDITIONAL', // 无条件共享
  2: 'CONDITIONAL', // 有条件共享
  3: 'NON_SHARING', // 不予共享
} as const;
export type SharingCode = keyof typeof SHARING;
export type Sharing = (typeof SHARING)[SharingCode];

/** 共享方式. [V] 809 art. 22 */
export const SHARE_MODE = [
  'API', // 服务接口
  'BATCH', // 批量交换
  'FILE', // 文件下载
] as const;
export type ShareMode = (typeof SHARE_MODE)[number];

/** 共享申请状态. [V] 809 art. 20-21 */
export const APPLICATION_STATE = [
  'DRAFT', // 草稿
  'SUBMITTED', // 已提交
  'INCOMPLETE', // 需补正
  'APPROVED', // 同意
  'REFUSED', // 不同意
] as const;
export type ApplicationState = (typeof APPLICATION_STATE)[number];

/** 授权状态. [V] 809 art. 27 */
export const GRANT_STATE = [
  'ACTIVE', // 有效
  'SUSPENDED', // 暂停
  'TERMINATED', // 终止
  'EXPIRED', // 到期
  'DISPOSED', // 已处置
] as const;
export type GrantState = (typeof GRANT_STATE)[number];

/** 持证主体代码类型. [V] GB/T 36903, §4.4; other codes are not verified and kept raw. */
export const HOLDER_TYPE = {
  '001': 'USCC', // 统一社会信用代码
  '111': 'CITIZEN_ID', // 公民身份号码
} as const;
export type HolderTypeCode = keyof typeof HOLDER_TYPE;
export type HolderType = (typeof HOLDER_TYPE)[HolderTypeCode];

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

/** 操作类型 of the licence exchange. [V-code] §4.4 */
export const LICENCE_OPERATION = {
  '01': 'NEW', // 新增
  '02': 'RENEW', // 延续
  '03': 'SUSPEND', // 暂扣
  '04': 'EXPIRE', // 失效
  '05': 'CANCEL', // 注销
  '06': 'END_SUSPENSION', // 解除暂扣
  '07': 'OTHER',
  '08': 'CHANGE_MOVE_IN', // 变更 / 迁入
  '09': 'CHANGE', // 变更
  '10': 'CANCEL_MOVE_OUT', // 注销 / 迁出
} as const;
export type LicenceOperation = (typeof LICENCE_OPERATION)[keyof typeof LICENCE_OPERATION];

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
export type SlaName = keyof typeof SLA_WD;

/** 日志保存年限: max of six months and three years. [V] 809 art. 29, 网络数据安全管理条例 art. 12, 网络安全法 art. 21 */
export const AUDIT_RETENTION_YEARS = 3;
