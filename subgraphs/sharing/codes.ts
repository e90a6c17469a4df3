/** The enums of `sharing` as GraphQL knows them. */
import type { ShareMode as Mode } from '../../schema/actor.ts';
import type * as Codes from '../../schema/codes.ts';
import { codesOf } from '../../schema/shared-types.ts';

export const SharingAttribute = codesOf(
  'CatalogueAttribute',
  'Sharing attribute of a catalogue entry (共享属性). @clause 809 art. 14',
  {
    UNCONDITIONAL: 'Shared without conditions (无条件共享).',
    CONDITIONAL: 'Shared under the conditions named (有条件共享).',
    NON_SHARING: 'Not shared, by the law named (不予共享).',
  },
);

export const ShareMode = codesOf('ShareMode', 'How data is handed over (共享方式). @clause 809 art. 22', {
  API: 'Service interface (服务接口).',
  BATCH: 'Bulk exchange (批量交换).',
  FILE: 'File download (文件下载).',
} satisfies Record<Mode, string>);

export const GrantState = codesOf('GrantState', 'Life of a grant (授权状态). @clause 809 art. 27', {
  ACTIVE: 'In force (有效).',
  SUSPENDED: 'Suspended after a breach (暂停).',
  TERMINATED: 'Terminated (终止).',
  EXPIRED: 'Its time is over (到期).',
  DISPOSED: 'The user has confirmed the destruction of what it held (已处置).',
} satisfies Record<Codes.GrantState, string>);

export const AgencyKind = codesOf('AgencyKind', 'Kind of body (机构类型).', {
  AGENCY: 'Government service agency (政务服务机构).',
  ARCHIVE_HALL: 'Archive hall (档案馆).',
  ARCHIVES_AUTHORITY: 'Archives authority (档案主管部门).',
  DATA_AUTHORITY: 'Government data authority (政务数据主管部门).',
});
