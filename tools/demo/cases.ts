/** Cases of the demo world with what hangs on them, as `cases` takes them in. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { addDays, localDate, type LocalDate } from '../../schema/ids.ts';
import type { CaseLoad, CaseRow } from '../../subgraphs/cases/index.ts';
import { nameOfBody, type Bureau } from './bodies.ts';
import { caseNumberOf, codesOfCase, demoCaseId } from './case-names.ts';
import type { CaseSpec } from './case-spec.ts';
import { MAIN_KEY } from './housing-cases.ts';
import { itemIdOf, itemOf, materialsOf, taskCodeOf } from './items.ts';
import { applicantOf, REGIONS, type Applicant } from './people.ts';
import { demoId, digestOf, fixturesOf } from './stable.ts';

/** Handled on days; times of day are office hours. */
export interface Days {
  readonly received: LocalDate;
  readonly accepted: LocalDate | null;
  readonly completed: LocalDate | null;
  readonly archived: LocalDate | null;
}

export function daysOf(spec: CaseSpec): Days {
  const { int } = fixturesOf(`days/${spec.key}`);
  const isMain = spec.key === MAIN_KEY;
  const completed = spec.completedOn === null ? null : localDate(spec.completedOn);
  const received =
    completed === null ? localDate(`2026-1${int(0, 1)}-0${int(1, 9)}`) : addDays(completed, isMain ? -14 : -int(5, 20));
  const archived =
    completed !== null && spec.state === 'ARCHIVED' ? addDays(completed, isMain ? 66 : int(20, 120)) : null;
  return {
    received,
    accepted: completed === null && int(1, 3) === 1 ? null : addDays(received, 3),
    completed,
    archived,
  };
}

export function regionOf(spec: CaseSpec): string {
  if (spec.region !== undefined) return spec.region;
  return spec.key === MAIN_KEY ? '990106' : fixturesOf(`region/${spec.key}`).pick(REGIONS);
}

/** Asked for again and again while the rows of a case are made. */
const applicants = new WeakMap<CaseSpec, Applicant>();

export function applicantOfCase(spec: CaseSpec): Applicant {
  const known = applicants.get(spec);
  if (known !== undefined) return known;
  const applicant = applicantOf(spec, regionOf(spec));
  applicants.set(spec, applicant);
  return applicant;
}

/** Those whom a case is about did not always apply for it. */
export function titleOf(spec: CaseSpec): string {
  const { name, byReference } = itemOf(spec.item);
  const applicant = applicantOfCase(spec);
  if (spec.item === 'complaint') return `关于${applicant.name}的${name}`;
  return byReference === true ? `对${applicant.name}的${name}` : `${applicant.name}申请${name}`;
}

export function caseRow(spec: CaseSpec): CaseRow {
  const item = itemOf(spec.item);
  const days = daysOf(spec);
  const applicant = applicantOfCase(spec);
  return {
    id: demoCaseId(spec.key),
    recordCode: codesOfCase(spec).recordCode,
    caseNumber: caseNumberOf(spec, days.received),
    itemId: itemIdOf(spec.item),
    taskCode: taskCodeOf(spec.item),
    formingUnit: DEMO_BODIES[item.bureau],
    region: regionOf(spec),
    state: spec.state,
    result: spec.completedOn === null ? null : (spec.result ?? 'GRANTED'),
    sensitive: item.sensitive ?? false,
    nonSharing: spec.nonSharing ?? false,
    standing: spec.standing ?? [],
    receivedAt: `${days.received}T09:12:00.000+08:00`,
    acceptedAt: days.accepted === null ? null : `${days.accepted}T10:30:00.000+08:00`,
    completedOn: days.completed,
    archivedOn: days.archived,
    title: titleOf(spec),
    applicantType: applicant.type,
    applicantName: applicant.name,
    applicantIdType: applicant.idType,
    applicantIdNumber: applicant.idNumber,
    applicantPhone: applicant.phone,
    applicantAddress: applicant.address,
    legalRepresentative: applicant.legalRepresentative,
    bankAccount: applicant.bankAccount,
    circumstances: spec.circumstances ?? null,
    ...aboutOthers(spec),
    ...insideWords(spec),
  };
}

type Words<Key extends keyof CaseRow> = { readonly [Each in Key]: string | null };

function aboutOthers(spec: CaseSpec): Words<'contactName' | 'contactPhone' | 'complainantName' | 'remarks'> {
  const fixtures = fixturesOf(`others/${spec.key}`);
  const isMain = spec.key === MAIN_KEY;
  const hasContact = isMain || spec.who === 'minor' || fixtures.int(1, 3) > 1;
  const contactName = isMain ? '欧阳雅清' : fixtures.name();
  return {
    contactName: hasContact ? contactName : null,
    contactPhone: hasContact ? fixtures.mobile() : null,
    complainantName: spec.item === 'complaint' ? fixtures.name() : null,
    remarks: hasContact
      ? `联系人${contactName}为申请人${spec.who === 'minor' ? '监护人' : '亲友'}，代为提交材料。`
      : null,
  };
}

function insideWords(spec: CaseSpec): Words<'handlerName' | 'internalOpinion' | 'tradeSecret'> {
  const { pick, name } = fixturesOf(`inside/${spec.key}`);
  const isEnterprise = spec.who.endsWith('enterprise');
  return {
    handlerName: spec.key === MAIN_KEY ? '周清' : name(),
    internalOpinion:
      spec.completedOn === null
        ? null
        : pick(['核对结果与申报一致，建议准予。', '经会商无异议，建议按程序办结。', '补正材料已核，原存疑点已消除。']),
    tradeSecret: isEnterprise
      ? pick([
          '供应商名录及采购价格（申请人标注为商业秘密）。',
          '配方与工艺参数（申请人标注为商业秘密）。',
          '项目融资成本测算（申请人标注为商业秘密）。',
        ])
      : null,
  };
}

const STEPS_DONE = ['RECEIVED', 'ACCEPTED', 'REVIEWED', 'COMPLETED'] as const;

export function stepRows(spec: CaseSpec): NonNullable<CaseLoad['steps']> {
  const { received, accepted, completed } = daysOf(spec);
  const handler = fixturesOf(`inside/${spec.key}`);
  const steps = completed === null ? STEPS_DONE.slice(0, accepted === null ? 1 : 2) : STEPS_DONE;
  return steps.map((step, index) => ({
    id: demoId(`step/${spec.key}/${step}`),
    caseId: demoCaseId(spec.key),
    sequence: index + 1,
    step,
    unit: DEMO_BODIES[itemOf(spec.item).bureau],
    handlerName: handler.name(),
    at: `${{ RECEIVED: received, ACCEPTED: accepted ?? received, REVIEWED: addDays(completed ?? received, -1), COMPLETED: completed ?? received }[step]}T14:00:00.000+08:00`,
    note: step === 'REVIEWED' && spec.circumstances !== undefined ? '已入户核查，与邻居及社区工作人员核实。' : null,
  }));
}

/** The lead's part, and those of the bureaus that take part. @clause 26号 art. 8 */
export function partRows(spec: CaseSpec): NonNullable<CaseLoad['parts']> {
  const { bureau, parts = [] } = itemOf(spec.item);
  if (parts.length === 0) return [];
  const { archived } = daysOf(spec);
  return [bureau, ...parts].map((each) => ({
    id: demoId(`part/${spec.key}/${each}`),
    caseId: demoCaseId(spec.key),
    agency: DEMO_BODIES[each],
    state: spec.state,
    opinion: `${nameOfBody(each)}内部意见：经现场核验，同意通过本部门验收。`,
    archivedOn: archived,
  }));
}

export function materialRows(spec: CaseSpec): NonNullable<CaseLoad['materials']> {
  const { parts = [] } = itemOf(spec.item);
  const own = materialsOf(spec.item, spec.completedOn !== null).map((material) => ({
    ...material,
    part: null as Bureau | null,
  }));
  const ofParts = parts.map((part) => ({
    materialClass: 'PROCEDURAL' as const,
    name: `${nameOfBody(part)}专项验收意见`,
    obtainedBy: '办理形成',
    part,
  }));
  return [...own, ...ofParts].map(({ materialClass, name, obtainedBy, part }, index) => {
    const key = `material/${spec.key}/${index}`;
    return {
      id: demoId(key),
      caseId: demoCaseId(spec.key),
      partAgency: part === null ? null : DEMO_BODIES[part],
      sequence: index + 1,
      materialClass,
      name,
      obtainedBy,
      format: materialClass === 'EVIDENTIAL' ? 'PDF' : 'OFD',
      fileName: `${applicantOfCase(spec).name}-${name}.${materialClass === 'EVIDENTIAL' ? 'pdf' : 'ofd'}`,
      fileBytes: fixturesOf(key).int(40_000, 4_000_000),
      digestSm3: digestOf(key),
    };
  });
}
