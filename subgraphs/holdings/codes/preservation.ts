/** The enums of preservation as GraphQL knows them. */
import { codesOf } from '../../../schema/shared-types.ts';
import type { FindingKind, MediumKind } from '../../preservation/index.ts';

export const SetRole = codesOf('SetRole', 'What a set is for (套别).', {
  ONLINE: 'In use (在线).',
  BACKUP: 'A backup (备份).',
});

export const MediumKindCode = codesOf('MediumKind', 'On what a set is kept (介质类型).', {
  DISK: 'Magnetic or solid-state disks (磁盘).',
  TAPE: 'Magnetic tape (磁带).',
  OPTICAL: 'Optical discs (光盘).',
  OBJECT_STORE: 'An object store of others (对象存储).',
  CABINET: 'A medium in a cabinet, read by hand (离线柜存介质).',
} satisfies Record<MediumKind, string>);

export const SetState = codesOf('SetState', 'Where a set stands (套状态).', {
  REGISTERED: 'Registered; nothing has been copied to it yet (已登记).',
  COMPLETE: 'Complete at its last copy, and verified (完整).',
  INCOMPLETE: 'Its last copy left something out, or was found broken (不完整).',
  REPLACED: 'Migrated to another medium (已迁移).',
  RETIRED: 'No longer there (已停用).',
});

export const ReadingOutcome = codesOf('ReadingOutcome', 'What the reading of a medium came to (介质检测结果).', {
  GOOD: 'It reads without an error (良好).',
  ERRORS: 'It reads with errors that were corrected: replace it (有可纠正错误).',
  UNREADABLE: 'It does not read (不可读).',
});

export const PlannedWork = codesOf('PlannedWork', 'What is done regularly (计划工作).', {
  INSPECT: 'Inspect the set (日常检查).',
  COPY: 'Copy to it what has come since (定期备份).',
});

export const PreservationWork = codesOf('PreservationWork', 'What was done (保管工作).', {
  INSPECT: 'A fixity inspection (日常检查).',
  COPY: 'A copy from set to set: backup or migration (备份、迁移).',
  REPAIR: 'A good copy over what was broken (修复).',
  CONVERT: 'A conversion of formats (格式转换).',
});

export const RunState = codesOf('RunState', 'Where a run stands (执行状态).', {
  ORDERED: 'Ordered (已下达).',
  RUNNING: 'Under way; a process that is killed goes on where it was (进行中).',
  WAITING: 'Waits for what `reason` names, and goes on by itself (等待).',
  DONE: 'Done (已完成).',
  FAILED: 'Ended without what was ordered; `reason` says why (未完成).',
});

export const IncidentKind = codesOf('IncidentKind', 'What is wrong (隐患类型).', {
  ALTERED: 'As long as it was, other bytes (内容被改).',
  RESIZED: 'Cut off, or grown (长度不符).',
  MISSING: 'Not there (文件缺失).',
  SWAPPED: 'Two files hold the content of each other (文件互换).',
  MISPLACED: 'It holds the content of another (文件错位).',
  EXTRA: 'Nothing names it (多余文件).',
  UNREADABLE: 'The medium does not give it (无法读取).',
  RECORD_DIFFERS: 'One of two digests agrees: the register is wrong, not the file (登记不符).',
} satisfies Record<FindingKind, string>);

export const IncidentState = codesOf('IncidentState', 'Where an incident stands (隐患状态).', {
  OPEN: 'Found (待处理).',
  REPAIRED: 'A good copy has been put back and read again (已修复).',
  CLOSED: 'Closed by a person, with a reason (已关闭).',
  LOST: 'No good copy is left; reported to the archives authority (灭失，已报告档案主管部门).',
});

export const ConversionOutcome = codesOf('ConversionOutcome', 'What came of one file (转换结果).', {
  CONVERTED: 'Converted, checked, and kept beside its original (已转换).',
  NOT_NEEDED: 'It is as it should be already (无需转换).',
  FAILED: 'Not converted; the original is as it was (未转换).',
});

export const Shortfall = codesOf('Shortfall', 'What a keeper is short of (不足项). @clause 令22 art. 26', {
  NO_ONLINE_SET: 'No set in use is registered (无在线套).',
  FEWER_THAN_TWO_BACKUPS: 'Fewer than two complete backup sets (备份不足两套).',
  ONE_KIND_OF_MEDIUM: 'Fewer than two kinds of medium (介质不足两种).',
  MEDIUM_SHARED: 'Two sets are on one medium (一介质多套).',
  SET_INCOMPLETE: 'A backup set is not complete (备份套不完整).',
  READING_DUE: 'The reading of a medium is due (介质检测到期).',
  NEVER_INSPECTED: 'A set has never been inspected (未检查).',
});
