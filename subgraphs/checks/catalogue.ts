/**
 * The catalogue of the four-property check (四性检测, DA/T 70-2018), standards.md §2. A code is a stage and a number:
 * `GD-1-1`. The numbers are reused at each stage.
 */
import type { CheckStage } from '../../schema/codes.ts';

export type Property = 'AUTHENTICITY' | 'INTEGRITY' | 'USABILITY' | 'SECURITY';

/** `A` code alone; `A*` code and an engine or key service; `H` a person. */
export type Automation = 'A' | 'A*' | 'H';

/** What a failure means where no policy says otherwise: no way on, on by a named person's decision, or a note. */
export type FailurePolicy = 'BLOCK' | 'OVERRIDE' | 'WARN';

export interface CheckEntry {
  readonly property: Property;
  readonly stages: readonly CheckStage[];
  readonly en: string;
  readonly zh: string;
  readonly automation: Automation;
  readonly onFailure: FailurePolicy;
  /** Codes of the same check in other systems: three parts where a city wrote them. */
  readonly aliases: readonly string[];
}

const ALL: readonly CheckStage[] = ['GD', 'YJ', 'LT'];
const HANDOVER: readonly CheckStage[] = ['GD', 'YJ'];

type Row = readonly [en: string, zh: string, automation: Automation, onFailure: FailurePolicy];

function entries(property: Property, stages: readonly CheckStage[]) {
  return ([en, zh, automation, onFailure]: Row, ...aliases: readonly string[]): CheckEntry => ({
    property,
    stages,
    en,
    zh,
    automation,
    onFailure,
    aliases,
  });
}

const authentic = entries('AUTHENTICITY', HANDOVER);
const alwaysAuthentic = entries('AUTHENTICITY', ALL);
const whole = entries('INTEGRITY', HANDOVER);
const alwaysWhole = entries('INTEGRITY', ALL);
const usable = entries('USABILITY', ALL);
const secure = entries('SECURITY', ALL);
const handedOver = entries('SECURITY', HANDOVER);

/** 1-9 was not identified in any source, and the names of 3-5 to 3-7 and 4-4 to 4-6 are from memory: a person decides. */
export const CHECKS = {
  '1-1': alwaysAuthentic(['Fixity information is valid', '固化信息有效性', 'A', 'BLOCK']),
  '1-2': authentic(['Length of metadata', '元数据项数据长度', 'A', 'BLOCK']),
  '1-3': authentic(['Type and format of metadata', '元数据项数据类型、格式', 'A', 'BLOCK']),
  '1-4': authentic(['Metadata within its code lists', '设定值域的元数据项值域符合度', 'A', 'BLOCK']),
  '1-5': authentic(['Metadata is plausible', '元数据项数据值合理性', 'A', 'BLOCK']),
  '1-6': authentic(['No special characters in metadata', '元数据项数据包含特殊字符', 'A', 'OVERRIDE']),
  '1-7': authentic(['Reference code conforms and is unique', '档号规范性', 'A', 'BLOCK']),
  '1-8': authentic(['No duplicate record', '元数据项数据重复性', 'A', 'BLOCK'], '1-2-2'),
  '1-9': authentic(['Not identified in a source', '未查明的检测项', 'H', 'WARN']),
  '1-10': alwaysAuthentic(['Recorded attributes agree with the file', '电子属性信息一致性', 'A', 'OVERRIDE']),
  '1-11': alwaysAuthentic(['Each metadata path leads to one file', '元数据是否关联内容数据', 'A', 'BLOCK']),
  '1-12': authentic(['Description and catalogue files conform', '说明文件和目录文件规范性', 'A', 'BLOCK']),
  '1-13': authentic(['Folder structure of the package', '信息包目录结构规范性', 'A', 'BLOCK']),
  '1-14': authentic(['Package is the one that was sent', '信息包一致性', 'A', 'BLOCK']),
  '2-1': whole(['Total number of items', '总件数相符性', 'A', 'BLOCK']),
  '2-2': whole(['Total bytes', '总字节数相符性', 'A', 'BLOCK'], '2-1-1'),
  '2-3': whole(['Metadata elements are all there', '元数据项完整性', 'A', 'BLOCK']),
  '2-4': whole(['Required metadata is filled in', '元数据必填著录项目', 'A', 'BLOCK']),
  '2-5': whole(['Process information is complete', '过程信息完整性', 'A', 'BLOCK']),
  '2-6': whole(['Sequence numbers have no gaps', '连续性元数据项', 'A', 'OVERRIDE']),
  '2-7': alwaysWhole(['Content of every listed file is there', '内容数据完整性', 'A', 'BLOCK']),
  '2-8': whole(['Attachments are complete', '附件数据完整性', 'A', 'OVERRIDE']),
  '2-9': whole(['Within the archiving scope', '归档范围完整性', 'A', 'BLOCK']),
  '2-10': whole(['Metadata of every file is complete', '信息包元数据完整性', 'A', 'BLOCK']),
  '2-11': whole(['Content of the package as described', '信息包内容数据完整性', 'A', 'BLOCK']),
  '3-1': usable(['Metadata of the package can be read', '信息包中元数据的可读性', 'A', 'BLOCK']),
  '3-2': usable(['Metadata in the store can be accessed', '目标数据库中元数据的可访问性', 'A', 'BLOCK']),
  '3-3': usable(['Format of content is allowed', '内容数据格式检测', 'A', 'BLOCK']),
  '3-4': usable(['Content can be opened', '内容数据的可读性', 'A*', 'BLOCK']),
  '3-5': usable(['Long-term usability', '长期可用性', 'H', 'WARN']),
  '3-6': usable(['Software and hardware environment', '软硬件环境合规性', 'H', 'WARN']),
  '3-7': usable(['Medium can be read', '载体可读性', 'H', 'WARN']),
  '3-8': usable(
    ['No encryption or closed compression within', '信息包中包含的内容数据格式合规性', 'A', 'BLOCK'],
    '1-5-2',
  ),
  '4-1': secure(['Anti-virus is installed', '是否安装杀毒软件', 'A*', 'WARN']),
  '4-2': secure(['No virus found', '病毒检测', 'A*', 'BLOCK']),
  '4-3': handedOver(['Nothing that is not listed', '载体中多余文件检测', 'A', 'BLOCK']),
  '4-4': secure(['Speed of the medium', '载体读取速度', 'H', 'WARN']),
  '4-5': secure(['Appearance of the medium', '载体外观', 'H', 'WARN']),
  '4-6': secure(['Quality of discs', '光盘合格性', 'H', 'WARN']),
  '4-7': handedOver(['Handover is on the log', '操作过程安全性', 'A', 'OVERRIDE']),
} as const satisfies Readonly<Record<string, CheckEntry>>;

export type CheckNumber = keyof typeof CHECKS;

export const CHECK_NUMBERS = Object.keys(CHECKS).filter((number): number is CheckNumber => number in CHECKS);

export function codeOf(stage: CheckStage, number: CheckNumber): string {
  return `${stage}-${number}`;
}
