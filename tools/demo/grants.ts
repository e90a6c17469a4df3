/** Grants of the demo city: one in force, and one for each way in which a grant does not help. */
import { DEMO_BODIES, DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import type { Coordinate, GrantConsents, GrantRows } from '../../schema/actor.ts';
import type { GrantState } from '../../schema/codes.ts';
import type { SharingLoad } from '../../subgraphs/sharing/index.ts';
import { CITY_REGION } from './bodies.ts';
import { entryIdOf } from './catalogue.ts';
import { taskCodeOf } from './items.ts';
import { licenceTypeOf } from './licence-types.ts';
import { demoId } from './stable.ts';

type GrantRow = NonNullable<SharingLoad['grants']>[number];

/** What civil affairs needs to review an application; identity number and phone come as masks, by the entry's offer. */
const NAMED: readonly Coordinate[] = [
  'Case.caseNumber',
  'Case.recordCode',
  'Case.applicantType',
  'Case.applicantName',
  'Case.archivedOn',
  'Case.circumstances',
  'CaseMaterial.sequence',
  'CaseMaterial.materialClass',
  'CaseMaterial.name',
  'LicenceSnapshot.version',
  'LicenceSnapshot.statusAtUse',
  'LicenceSnapshot.holderName',
  'Licence.holderName',
  'Licence.currentStatus',
  'Licence.validTo',
  'RetentionDecision.dueOn',
  'RetentionDecision.state',
  'RetentionDecision.explanation',
  'ArchivalRecord.referenceCode',
  'ArchivalRecord.recordCode',
];

const CITY: GrantRows = { regions: [CITY_REGION.slice(0, 4)], items: null, from: null, to: null, subjects: null };

const DEMO_GRANT: GrantRow = {
  id: DEMO_GRANT_ID,
  version: 1,
  entryId: entryIdOf('FG-CASE-001'),
  grantee: DEMO_BODIES.civilAffairs,
  state: 'ACTIVE' satisfies GrantState,
  basis: '《社会救助暂行办法》第五十八条',
  scenario: '审核最低生活保障等社会救助申请时，核对申请人住房保障、租赁备案与公积金提取情况。',
  useCauses: [DEMO_USE_CAUSE],
  modes: ['API', 'BATCH'],
  validFrom: '2024-01-01',
  validTo: '2035-12-31',
  named: [...NAMED],
  withBasis: ['Case.circumstances'],
  rows: {
    ...CITY,
    items: [taskCodeOf('publicRental'), taskCodeOf('lease'), taskCodeOf('fund'), licenceTypeOf('lease').code],
    from: '2020-01-01',
  } satisfies GrantRows,
  consents: { units: [DEMO_BODIES.housing], halls: [], sources: [] } satisfies GrantConsents,
  exhausted: false,
  returnFlow: false,
  granteeApprover: '市民政局数据共享工作负责人',
  providerApprover: '市住房和城乡建设局数据共享工作负责人',
  grantedOn: '2024-01-01',
  fieldBases: [{ coordinate: 'Case.circumstances', basis: '《社会救助暂行办法》第五十八条' }],
  impactDigest: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  impactReference: '社会救助核对数据使用影响评估（2023年）',
  disposeBy: '2036-01-15',
  disposeByProvisional: true,
};

interface Other {
  readonly entry: string;
  readonly provider: string;
  readonly grantee: string;
  readonly state: GrantState;
  readonly rest?: Partial<GrantRow>;
}

const OTHERS = {
  suspended: {
    entry: 'SC-CASE-001',
    provider: DEMO_BODIES.market,
    grantee: DEMO_BODIES.transport,
    state: 'SUSPENDED',
    rest: { breach: '超出授权用途使用', rectifyBy: '2026-10-30' },
  },
  expired: {
    entry: 'FG-CASE-001',
    provider: DEMO_BODIES.housing,
    grantee: DEMO_BODIES.transport,
    state: 'EXPIRED',
    rest: { validTo: '2025-06-30', endedOn: '2025-06-30', disposeBy: '2025-07-14', disposeByProvisional: false },
  },
  terminated: {
    entry: 'MZ-CASE-001',
    provider: DEMO_BODIES.civilAffairs,
    grantee: DEMO_BODIES.transport,
    state: 'TERMINATED',
    rest: {
      endCause: 'PURPOSE_MET',
      endReason: '核验工作结束。',
      endedOn: '2025-09-30',
      disposeBy: '2025-10-22',
      disposeByProvisional: false,
    },
  },
  disposed: {
    entry: 'FG-CASE-001',
    provider: DEMO_BODIES.housing,
    grantee: DEMO_BODIES.market,
    state: 'DISPOSED',
    rest: { validTo: '2024-12-31', disposedOn: '2025-01-10', disposal: '数据库删除并覆写，备份到期清除。' },
  },
  /** Data of the city about one district, back to that district. @clause 809 art. 24 */
  returnFlow: {
    entry: 'FG-CASE-001',
    provider: DEMO_BODIES.housing,
    grantee: DEMO_BODIES.market,
    state: 'ACTIVE',
    rest: { returnFlow: true, rows: { ...CITY, regions: ['990106'] } },
  },
  exhausted: {
    entry: 'JT-CASE-001',
    provider: DEMO_BODIES.transport,
    grantee: DEMO_BODIES.market,
    state: 'ACTIVE',
    rest: { exhausted: true },
  },
} as const satisfies Record<string, Other>;

/** All for the use cause `DEMO_USE_CAUSE`. */
export const DEMO_OTHER_GRANTS = {
  suspended: demoId('grant/suspended'),
  expired: demoId('grant/expired'),
  terminated: demoId('grant/terminated'),
  disposed: demoId('grant/disposed'),
  returnFlow: demoId('grant/returnFlow'),
  exhausted: demoId('grant/exhausted'),
} as const satisfies Record<keyof typeof OTHERS, string>;

function toGrant(name: keyof typeof OTHERS): GrantRow {
  const { entry, provider, grantee, state, rest = {} }: Other = OTHERS[name];
  return {
    ...DEMO_GRANT,
    id: DEMO_OTHER_GRANTS[name],
    entryId: entryIdOf(entry),
    grantee,
    state,
    named: ['Case.caseNumber', 'Case.applicantName'],
    withBasis: [],
    fieldBases: [],
    impactDigest: null,
    impactReference: null,
    basis: '《政务数据共享条例》第二十条',
    scenario: '核验申请人此前办理的政务服务事项。',
    rows: CITY,
    consents: { units: [provider], halls: [], sources: [] },
    granteeApprover: '使用方数据共享工作负责人',
    providerApprover: '提供方数据共享工作负责人',
    ...rest,
  };
}

export const GRANTS: readonly GrantRow[] = [
  DEMO_GRANT,
  ...(Object.keys(OTHERS) as (keyof typeof OTHERS)[]).map(toGrant),
];
