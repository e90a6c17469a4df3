/** Rows to load: a test says what matters to it, the rest is made up, the same for the same seed. */
import { localDate } from '../../schema/ids.ts';
import type { CaseLoad, CaseRow } from '../../subgraphs/cases/index.ts';
import type { FondsRow, RecordRow } from '../../subgraphs/holdings/index.ts';
import type { LicenceRow, LicenceTypeRow } from '../../subgraphs/licences/index.ts';
import type { RuleRow, ScheduleRow } from '../../subgraphs/retention/index.ts';
import { createFixtures, type Fixtures } from '../../tools/demo/fixtures.ts';

type ItemRow = NonNullable<CaseLoad['items']>[number];
type PartRow = NonNullable<CaseLoad['parts']>[number];
type StepRow = NonNullable<CaseLoad['steps']>[number];
type MaterialRow = NonNullable<CaseLoad['materials']>[number];
type SnapshotRow = NonNullable<CaseLoad['snapshots']>[number];

export interface Rows {
  readonly fixtures: Fixtures;
  /** The agency that formed what is loaded, another one, and a hall. */
  readonly agency: string;
  readonly otherAgency: string;
  readonly hall: string;
  readonly item: ItemRow;
  /** Adult applicant, completed, not archived. */
  caseRow(given?: Partial<CaseRow>): CaseRow;
  part(given: Partial<PartRow> & { readonly caseId: string }): PartRow;
  step(given: Partial<StepRow> & { readonly caseId: string }): StepRow;
  material(given: Partial<MaterialRow> & { readonly caseId: string }): MaterialRow;
  snapshot(caseId: string, of: LicenceRow): SnapshotRow;
  readonly licenceType: LicenceTypeRow;
  licence(given?: Partial<LicenceRow>): LicenceRow;
  schedule(given?: Partial<ScheduleRow>): ScheduleRow;
  /** Thirty years for the item of `caseRow`. */
  rule(given: Partial<RuleRow> & { readonly scheduleId: string }): RuleRow;
  readonly fonds: FondsRow;
  /** Transferred to the hall, not reviewed. */
  record(of: CaseRow, given?: Partial<RecordRow>): RecordRow;
}

const REGION = '990106';

export function createRows(seed: number): Rows {
  const fixtures = createFixtures(seed);
  const { uuid } = fixtures;
  const agency = fixtures.uscc({ category: '11' });
  const otherAgency = fixtures.uscc({ category: '11' });
  const hall = fixtures.uscc({ category: '12' });
  const adult = (): string => fixtures.citizen({ bornOn: localDate('1990-03-07') });
  const taskCode = `${agency}4000199001001`;
  const item: ItemRow = {
    id: uuid(),
    taskCode,
    version: '1',
    name: '住房保障申请',
    itemType: 'PERMIT',
    agency,
    byReference: false,
    sensitive: false,
  };
  const licenceType: LicenceTypeRow = { code: `${agency}001`, name: '建筑工程施工许可证', definingAuthority: agency };
  const fonds: FondsRow = { id: uuid(), number: 'A001', name: '云岭市住房和城乡建设局', hall };
  let serial = 0;
  const next = (): string => String((serial += 1)).padStart(4, '0');

  return {
    fixtures,
    agency,
    otherAgency,
    hall,
    item,
    licenceType,
    fonds,
    caseRow: (given = {}) => {
      const number = next();
      return {
        id: uuid(),
        recordCode: `R${seed}-${number}`,
        caseNumber: `N${seed}-${number}`,
        itemId: item.id,
        taskCode,
        state: 'COMPLETED',
        title: '关于住房保障的申请',
        applicantType: 'PERSON',
        applicantName: fixtures.name(),
        applicantIdType: '111',
        applicantIdNumber: adult(),
        receivedAt: new Date('2024-03-01T01:00:00Z'),
        completedOn: '2024-03-15',
        formingUnit: agency,
        region: REGION,
        sensitive: false,
        nonSharing: false,
        standing: [],
        ...given,
      } as CaseRow;
    },
    part: (given) => ({ id: uuid(), agency: otherAgency, state: 'COMPLETED', opinion: '同意', ...given }),
    step: (given) => ({
      id: uuid(),
      sequence: 1,
      step: 'RECEIVED',
      unit: agency,
      at: new Date('2024-03-01T01:00:00Z'),
      ...given,
    }),
    material: (given) => ({
      id: uuid(),
      sequence: 1,
      materialClass: 'EVIDENTIAL',
      name: '身份证明',
      obtainedBy: 'HANDED_IN',
      format: 'PDF',
      fileName: 'id.pdf',
      fileBytes: 1_024,
      digestSm3: '66c7f0f4',
      ...given,
    }),
    snapshot: (caseId, of) => ({
      id: uuid(),
      caseId,
      licenceId: of.id,
      identifier: of.identifier,
      version: '001',
      typeCode: licenceType.code,
      typeName: licenceType.name,
      issuer: of.issuer,
      holderName: of.holderName,
      holderType: of.holderType,
      holderNumber: of.holderNumber,
      statusAtUse: 'VALID',
      calledAt: new Date('2024-03-02T01:00:00Z'),
      useCause: '住房保障',
    }),
    licence: (given = {}) => ({
      id: uuid(),
      identifier: fixtures.licenceIdentifier({ typeCode: licenceType.code, issuer: agency }),
      issuer: agency,
      region: REGION,
      number: `施工${next()}`,
      issuedOn: '2023-05-06',
      validFrom: '2023-05-06',
      validTo: '2033-05-05',
      rawStatusCode: '01',
      holderName: fixtures.name(),
      holderType: '111',
      holderNumber: adult(),
      sensitive: false,
      nonSharing: false,
      standing: [],
      ...given,
    }),
    schedule: (given = {}) => ({
      id: uuid(),
      agency,
      version: '2024',
      title: '住房保障归档范围和保管期限表',
      state: 'APPROVED',
      approvedOn: '2024-01-01',
      ...given,
    }),
    rule: (given) => ({
      id: uuid(),
      code: '03',
      itemCode: taskCode,
      period: 'D30',
      basis: '26号 art. 7; 住房保障归档范围和保管期限表 2024 第3条',
      lookBackAdministration: 5,
      lookBackLitigation: 10,
      lookBackAudit: 10,
      ...given,
    }),
    record: (of, given = {}) => ({
      id: uuid(),
      caseId: String(of.id),
      recordCode: String(of.recordCode),
      referenceCode: `A001-ZY·2024·D30-${next()}`,
      fondsId: fonds.id,
      title: '住房保障申请案',
      custody: 'HALL',
      openingState: 'NOT_REVIEWED',
      sealed: false,
      classified: false,
      hall,
      formingUnit: agency,
      transferrerConsent: true,
      transferBatch: 'B2034-01',
      transferredOn: '2034-03-15',
      receivedOn: '2034-03-20',
      location: '/volume/7',
      ...given,
    }),
  };
}
