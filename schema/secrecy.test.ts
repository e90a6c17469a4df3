import { describe, expect, it } from 'vitest';
import { findSecrecyInMetadata, findSecrecyMarks } from './secrecy.ts';

/** What must never get in. */
const REFUSED = [
  '绝密',
  '机密',
  '秘密',
  '工作秘密',
  '绝密★长期',
  '机密★10年',
  '秘密★5年',
  '秘密★长期',
  '绝密★启封前',
  '机密★1年6个月',
  '秘密★2035年12月31日',
  '机密☆10年',
  '机密*10年',
  '机密＊10年',
  '机密 ★ 10 年',
  '机　密★１０年',
  '机 密',
  '绝　密',
  '秘  密  ★  三年',
  '機密★十年',
  '絕密',
  '祕密★5年',
  '工作祕密',
  '工 作 秘 密',
  '机\u200B密',
  '机\u00AD密★10年',
  '机·密★10年',
  '机-密',
  '绝密级',
  '机密级文件',
  '本件为秘密级',
  '密级：机密',
  '密级:秘密★5年',
  '密 级 ： 绝 密',
  '保密级别为秘密',
  '【机密】关于某事的请示',
  '（秘密）会议纪要',
  '[绝密]方案',
  '机密：关于某事的请示',
  '会议纪要_机密',
  '秘密文件',
  '机密 10年',
  '机密（10年）',
  '秘密（保密期限：3年）',
  '工作秘密事项清单',
  '关于某局工作秘密的通知',
  '&#26426;&#23494;★10年',
  '&#x7EDD;&#x5BC6;',
  '%E6%9C%BA%E5%AF%86',
  'TOP SECRET',
  'top-secret annex',
  'State Secret',
  'JIMI★10年',
  '定密级别：秘密',
  '密级标识为机密',
  '机&nbsp;密★10年',
  '<b>机</b>密',
  '机\u0336密\u0336★10年',
  '机\n密',
  '秘密—长期',
  '內部 絕密★長期',
] as const;

/** What a person must see before it gets in. */
const DOUBTED = [
  '关于报送机密文件的通知',
  '涉及国家秘密的若干问题',
  '他透露了一个秘密',
  '绝密飞行',
  '国家秘密定密管理',
  '机密封面',
  '㊙',
  'JIMI',
  'SECRET',
  '[Confidential]',
  '涉密文件清单',
  '此件涉密',
  '国家秘密',
  '机密文件.pdf',
] as const;

/** What is ordinary. */
const CLEAR = [
  '商业秘密',
  '商业秘密保护申请表',
  '商业机密保护承诺书',
  '個人秘密',
  '不涉及国家秘密',
  '本单位承诺所报材料不涉及国家秘密、工作秘密',
  '未涉及任何国家秘密',
  '保守国家秘密法',
  '保守秘密承诺书',
  '技术秘密许可合同备案',
  '企业秘密',
  '通信秘密',
  '秘密投票办法',
  '系统机密性要求',
  '手机密码重置申请',
  '随机密码',
  '计算机密码应用安全性评估',
  '飞机密封件检验',
  '司机密切配合',
  '拒绝密切接触',
  '商用密码产品认证',
  '侵犯商业秘密、个人隐私的除外',
  '涉及国家秘密、商业秘密或者个人隐私的',
  '國家秘密、工作秘密、商業秘密和个人隐私',
  '商业　秘密 ★ 十年',
  '非涉密承诺',
  '国家秘密载体印制资质认定',
  '保密承诺书',
  '人口密度',
  '秘书处',
  '机构设立',
  '绝对',
  '公租房资格确认',
  'secretary general',
  'Confidentiality is not a mark by itself',
  '',
] as const;

describe('the door', () => {
  it.each(REFUSED)('refuses %s', (text) => {
    expect(findSecrecyMarks(text)).toBe('REFUSE');
  });

  it.each(DOUBTED)('has a person look at %s', (text) => {
    expect(findSecrecyMarks(text)).toBe('DOUBT');
  });

  it.each(CLEAR)('lets %s pass', (text) => {
    expect(findSecrecyMarks(text)).toBe('CLEAR');
  });

  it('knows at least forty spellings', () => {
    expect(new Set(REFUSED).size).toBeGreaterThanOrEqual(40);
  });

  it.each(REFUSED)('refuses %s within a longer text that sets it off', (text) => {
    expect(findSecrecyMarks(`市住房保障中心\n${text}\n关于办理公租房资格确认的材料`)).not.toBe('CLEAR');
    expect(
      findSecrecyInMetadata([
        { field: 'title', value: '办件材料' },
        { field: 'Info/Subject', value: text },
      ]),
    ).toBe('REFUSE');
  });
});

describe('a field that says how secret something is', () => {
  it.each([
    ['密级', '机密'],
    ['security_classification', '秘密'],
    ['security_classification', 'JM'],
    ['securityLevel', 'TOP SECRET'],
    ['保密级别', '绝密级'],
    ['密 级', 'jimi'],
    ['M38', '秘密'],
    ['密級', '祕密'],
    ['DocInfo/密级', '机'],
    ['classification', 'SECRET'],
    ['XMP/SecurityClassification', 'MIMI'],
  ])('%s = %s is refused', (field, value) => {
    expect(findSecrecyInMetadata([{ field, value }])).toBe('REFUSE');
  });

  it.each([
    ['密级', '3'],
    ['是否涉密', '是'],
    ['secretLevel', '2'],
    ['security_classification', '限制'],
    ['涉密等级', 'A'],
    ['保密期限', '10年'],
  ])('%s = %s is looked at by a person', (field, value) => {
    expect(findSecrecyInMetadata([{ field, value }])).toBe('DOUBT');
  });

  it.each([
    ['密级', '公开'],
    ['是否涉密', '不涉及国家秘密'],
    ['secretary', '张三'],
    ['security_classification/type', 'xs:string'],
    ['hazard_classification', 'A'],
    ['DocInfo/密级', '公开'],
    ['密级', ''],
    ['security_classification', '非密'],
    ['security_classification', 'unclassified'],
    ['涉密', '否'],
    ['classification', 'none'],
    ['subjectClassification', 'A12'],
    ['classification_no', '机构'],
    ['title', '商业秘密保护'],
  ])('%s = %s passes', (field, value) => {
    expect(findSecrecyInMetadata([{ field, value }])).toBe('CLEAR');
  });

  it('the worst of all texts decides', () => {
    const clear = { field: 'title', value: '公租房' };
    expect(findSecrecyInMetadata([clear, { field: 'remarks', value: '他透露了一个秘密' }, clear])).toBe('DOUBT');
    expect(
      findSecrecyInMetadata([
        { field: 'a', value: '绝密飞行' },
        { field: 'b', value: '机密★10年' },
      ]),
    ).toBe('REFUSE');
    expect(findSecrecyInMetadata([])).toBe('CLEAR');
  });
});

it('comes to an end with a long text made to be slow', () => {
  const slow = [
    '密级'.repeat(50_000),
    '机 '.repeat(100_000),
    '不涉及'.repeat(50_000),
    '★'.repeat(100_000),
    `${'（'.repeat(100_000)}x`,
  ];

  expect(slow.map(findSecrecyMarks)).toEqual(slow.map(() => 'CLEAR'));
});
