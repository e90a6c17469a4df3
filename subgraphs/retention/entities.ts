/** Tables of `retention`. Storage only: what callers see is in `types.ts`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';
import { DISPOSAL_ENTITIES } from './disposal-entities.ts';
import { SUPERVISION_ENTITIES } from './supervision-entities.ts';

/** One version of one agency's 归档范围和档案保管期限表. */
export const ScheduleEntity = defineEntity({
  name: 'ScheduleEntity',
  tableName: 'schedule',
  uniques: [{ properties: ['agency', 'version'] }],
  properties: {
    id: p.uuid().primary(),
    agency: p.text(),
    version: p.text(),
    title: p.text(),
    state: p.text(),
    approvedOn: p.date().nullable(),
    draftedBy: p.text().nullable(),
    submittedBy: p.text().nullable(),
    submittedOn: p.date().nullable(),
    decidedBy: p.text().nullable(),
    returnReason: p.text().nullable(),
  },
});

export const RuleEntity = defineEntity({
  name: 'RuleEntity',
  tableName: 'schedule_rule',
  uniques: [{ properties: ['scheduleId', 'code'] }],
  properties: {
    id: p.uuid().primary(),
    scheduleId: p.uuid(),
    code: p.text(),
    /** Implementation code of an item, or its basic code of twelve characters. */
    itemCode: p.text(),
    /** Null: the whole of the case. */
    materialClass: p.text().nullable(),
    /** `Y` or `Dn`. */
    period: p.text(),
    basis: p.text(),
    lookBackAdministration: p.integer(),
    lookBackLitigation: p.integer(),
    lookBackAudit: p.integer(),
  },
});

/** What retention needs of cases, copied from `cases`. All but the facts is null only within a transaction. */
export const CaseCopyEntity = defineEntity({
  name: 'CaseCopyEntity',
  tableName: 'case_copy',
  indexes: [{ properties: ['hall'] }, { properties: ['minorUntil'] }],
  properties: {
    id: p.uuid().primary(),
    recordCode: p.text().nullable(),
    state: p.text().nullable(),
    taskCode: p.text().nullable(),
    completedOn: p.date().nullable(),
    archivedOn: p.date().nullable(),
    ...factProperties(),
  },
});

/** One a case. What the rule said is kept with it; an approved schedule writes it anew, and says so. */
export const DecisionEntity = defineEntity({
  name: 'DecisionEntity',
  tableName: 'decision',
  indexes: [{ properties: ['state', 'dueOn'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().unique(),
    ruleId: p.uuid(),
    ruleCode: p.text(),
    period: p.text(),
    periodYears: p.integer().nullable(),
    basis: p.text(),
    startsOn: p.date(),
    dueOn: p.date().nullable(),
    explanation: p.text(),
    state: p.text(),
    destroyedOn: p.date().nullable(),
    destructionListNumber: p.text().nullable(),
  },
});

/** A hold (暂停处置): while one is not lifted, nothing of the case is destroyed. */
export const HoldEntity = defineEntity({
  name: 'HoldEntity',
  tableName: 'hold',
  uniques: [{ properties: ['disputeId', 'caseId'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    reason: p.text(),
    placedOn: p.date(),
    /** When it is to be looked at again; it does not end by itself. */
    until: p.date().nullable(),
    /** Document that asks for it. */
    ground: p.text().nullable(),
    placedBy: p.text().nullable(),
    /** Of `placedBy`: whoever places a hold, or its body, lifts it. Null: came with an event. */
    placedFor: p.text().nullable(),
    liftedOn: p.date().nullable(),
    liftedBy: p.text().nullable(),
    /** Of a hold that came with a dispute. */
    disputeId: p.text().nullable(),
  },
});

export const ENTITIES = [
  ScheduleEntity,
  RuleEntity,
  CaseCopyEntity,
  DecisionEntity,
  HoldEntity,
  ...DISPOSAL_ENTITIES,
  ...SUPERVISION_ENTITIES,
];
