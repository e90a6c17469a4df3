/** What the archives know of the demo cases. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { addDays, addYears, localDate, type LocalDate } from '../../schema/ids.ts';
import type { RecordRow } from '../../subgraphs/holdings/index.ts';
import { fondsOf } from './bodies.ts';
import { codesOfCase, demoCaseId } from './case-names.ts';
import type { Archive, CaseSpec } from './case-spec.ts';
import { titleOf } from './cases.ts';
import { itemOf } from './items.ts';
import { demoId } from './stable.ts';

export function recordRows(specs: readonly CaseSpec[]): RecordRow[] {
  return specs.flatMap((spec) =>
    spec.archive === undefined || spec.completedOn === null
      ? []
      : [toRecord(spec, spec.archive, localDate(spec.completedOn))],
  );
}

function toRecord(spec: CaseSpec, archive: Archive, completedOn: LocalDate): RecordRow {
  const { bureau } = itemOf(spec.item);
  const fonds = fondsOf(bureau);
  const { recordCode, referenceCode } = codesOfCase(spec);
  return {
    id: demoId(`record/${spec.key}`),
    caseId: demoCaseId(spec.key),
    recordCode,
    referenceCode: archive.unnumbered === true ? null : referenceCode,
    fondsId: fonds.id,
    title: titleOf(spec),
    custody: archive.custody,
    openingState: archive.opening,
    sealed: archive.sealed ?? false,
    classified: archive.classified ?? false,
    hall: archive.custody === 'FORMING' ? null : DEMO_BODIES.cityArchives,
    formingUnit: DEMO_BODIES[bureau],
    transferrerConsent: archive.transferrerConsent ?? false,
    location: `${archive.custody === 'FORMING' ? '立档单位数字档案室' : '市档案馆数字仓储'}/${fonds.number}/${completedOn.slice(0, 4)}`,
    ...handoverOf(archive, fonds.number, completedOn),
  };
}

type Handover = Pick<
  RecordRow,
  | 'transferBatch'
  | 'transferredOn'
  | 'receivedOn'
  | 'openedOn'
  | 'openingOpinion'
  | 'disclosureStatus'
  | 'secrecyChange'
>;

/** A transfer carries the three statements. @clause 26号 art. 12 */
function handoverOf({ custody, opening }: Archive, fonds: string, completedOn: LocalDate): Handover {
  const none = {
    transferBatch: null,
    transferredOn: null,
    receivedOn: null,
    openedOn: null,
    openingOpinion: null,
    disclosureStatus: null,
    secrecyChange: null,
  };
  if (custody === 'FORMING') return none;
  const transferredOn = addYears(completedOn, 2);
  return {
    transferBatch: `YJ-${fonds}-${transferredOn.slice(0, 4)}-01`,
    transferredOn,
    receivedOn: addDays(transferredOn, 20),
    openedOn: opening === 'OPEN' ? addYears(completedOn, 3) : null,
    openingOpinion: opening === 'OPEN' ? '同意开放。' : '含个人信息，建议控制使用。',
    disclosureStatus: '办理结果已按规定公开，申请材料未公开。',
    secrecyChange: '无密级，无变更。',
  };
}
