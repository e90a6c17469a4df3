/** Every label of our own, in both languages. GraphiQL's labels are its own, and English. */
import { createContext, useContext } from 'react';

export type Language = 'zh' | 'en';
export type Bilingual = Readonly<Record<Language, string>>;

export const LanguageContext = createContext<Language>('zh');

/** Picks the reader's language out of a bilingual text. */
export function useText(): (text: Bilingual) => string {
  const language = useContext(LanguageContext);
  return (text) => text[language];
}

/** Chinese, unless the browser's first language is something else. */
export function preferredLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith('zh') === false ? 'en' : 'zh';
}

export const TEXTS = {
  productZh: { zh: '政务档案共享网关', en: '政务档案共享网关' },
  productEn: { zh: 'Archive Sharing Gateway', en: 'Archive Sharing Gateway' },
  access: { zh: '访问身份与用途', en: 'Identity and purpose' },
  identity: { zh: '身份', en: 'Identity' },
  development: { zh: '仅限开发环境', en: 'development only' },
  token: { zh: '访问令牌', en: 'Bearer token' },
  tokenHint: { zh: '仅存于内存，回车生效', en: 'in memory only, Enter applies' },
  grant: { zh: '共享授权', en: 'Grant' },
  useCause: { zh: '使用事由', en: 'Use cause' },
  onBehalfOf: { zh: '代办单位', en: 'On behalf of' },
  optional: { zh: '可不填', en: 'optional' },
  language: { zh: '语言', en: 'Language' },
  examples: { zh: '示例查询', en: 'Example operations' },
  examplesHint: {
    zh: '选择一项，载入编辑器；按 Ctrl-Enter 运行。',
    en: 'Choose one to load it into the editor; Ctrl-Enter runs it.',
  },
  loadTokenFirst: {
    zh: '请先输入访问令牌，再载入架构文档。',
    en: 'Enter a bearer token to load the schema.',
  },
  disclosure: { zh: '披露摘要', en: 'Disclosure summary' },
  notRunYet: {
    zh: '运行查询后，这里逐字段说明哪些已提供、已遮蔽或未提供，以及依据。',
    en: 'Run an operation to see, field by field, what was shown, masked or withheld, and on what basis.',
  },
  noSummary: {
    zh: '本次答复没有披露摘要，请看结果栏中的错误说明。',
    en: 'This answer carries no disclosure summary; see the errors in the result.',
  },
  nothingClassified: { zh: '本次答复不含分级字段。', en: 'This answer holds no classified field.' },
  policy: { zh: '策略版本', en: 'Policy' },
  request: { zh: '请求编号', en: 'Request' },
  collapse: { zh: '收起', en: 'Collapse' },
  expand: { zh: '展开', en: 'Expand' },
  filter: { zh: '按结果筛选', en: 'Filter by outcome' },
  byField: { zh: '逐字段说明', en: 'Field by field' },
  coordinate: { zh: '字段', en: 'Field' },
  outcome: { zh: '结果', en: 'Outcome' },
  rule: { zh: '规则', en: 'Rule' },
  reason: { zh: '原因', en: 'Reason' },
  clause: { zh: '法律依据', en: 'Clause' },
  remedy: { zh: '补救办法', en: 'Remedy' },
  count: { zh: '记录数', en: 'Records' },
  uncounted: { zh: '不告知', en: 'not told' },
} satisfies Record<string, Bilingual>;

export const OUTCOME_TEXTS = {
  SHOW: { zh: '已提供', en: 'Shown' },
  MASK: { zh: '已遮蔽', en: 'Masked' },
  WITHHOLD: { zh: '未提供', en: 'Withheld' },
} satisfies Record<string, Bilingual>;

/** What each rule of the decision table looks at; the table itself is schema/policy. */
export const RULE_TEXTS: Readonly<Record<string, Bilingual>> = {
  R0: { zh: '涉密或工作秘密', en: 'secret or work secret' },
  R1: { zh: '档案已销毁', en: 'record destroyed' },
  R2: { zh: '无可提供字段', en: 'nothing could be shown' },
  R3: { zh: '超出授权限额', en: 'grant limit exceeded' },
  R4: { zh: '本人或其合法代理人', en: 'the subject, or its lawful agent' },
  R5: { zh: '立档单位', en: 'forming unit' },
  R6: { zh: '保管档案馆', en: 'custodian hall' },
  R7: { zh: '移交单位，档案馆同意', en: 'transferring unit, hall consents' },
  R8: { zh: '依法调取或突发事件', en: 'statutory demand or emergency' },
  R9: { zh: '管理与监督身份', en: 'authority or administrator' },
  R10: { zh: '不予共享', en: 'not for sharing' },
  R11: { zh: '已开放档案', en: 'opened record' },
  R12: { zh: '是否有有效授权', en: 'active grant covers it or not' },
  R13: { zh: '须征得同意', en: 'controller’s consent' },
  R14: { zh: '敏感或受限', en: 'sensitive or restricted' },
  R15: { zh: '授权未列明的个人信息', en: 'personal field the grant does not name' },
  R16: { zh: '授权范围之内', en: 'covered by the grant' },
  R17: { zh: '默认不提供', en: 'default: withheld' },
};

export const REASON_TEXTS: Readonly<Record<string, Bilingual>> = {
  LIMIT_EXCEEDED: { zh: '超出限额', en: 'Limit exceeded' },
  THIRD_PERSON: { zh: '涉及第三人', en: 'Concerns a third person' },
  ROLE: { zh: '该身份无权查看内容', en: 'This role opens no content' },
  NON_SHARING: { zh: '依法不予共享', en: 'Not shared, by law' },
  RESTRICTED: { zh: '受限', en: 'Restricted' },
  GRANT_REQUIRED: { zh: '须申请共享授权', en: 'A sharing grant is needed' },
  UNIT_CONSENT_REQUIRED: { zh: '须立档单位同意', en: 'The forming unit must consent' },
  HALL_CONSENT_REQUIRED: { zh: '须档案馆同意', en: 'The archive hall must consent' },
  SOURCE_CONSENT_REQUIRED: { zh: '须数据来源单位同意', en: 'The source agency must consent' },
  UNCLASSIFIED: { zh: '字段未定级', en: 'The field has no class' },
};
