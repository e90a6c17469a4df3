/** The only face of `sharing` to the rest of the house. */
import { countResolverOf } from '../disclosure/index.ts';
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities/all.ts';
import { consumes } from './events.ts';
import { load, setGrantState, sweep } from './load.ts';
import { migrations } from './migrations/index.ts';
import { inForcePolicy } from './in-force-policy.ts';
import { operationPolicy } from './operation-policy.ts';
import { policy } from './policy.ts';
import { AccessLogResolver } from './resolvers/access-log.ts';
import { AgencyResolver } from './resolvers/agencies.ts';
import { ApplicationResolver } from './resolvers/applications.ts';
import { CatalogueDraftResolver } from './resolvers/catalogue-drafts.ts';
import { CatalogueEntryResolver } from './resolvers/catalogue.ts';
import { CorrectionResolver, DisputeResolver } from './resolvers/disagreement.ts';
import { GrantResolver } from './resolvers/grants.ts';
import { IN_FORCE_COUNTED, IN_FORCE_RESOLVERS } from './resolvers/in-force.ts';
import { OperationResolver } from './resolvers/operations.ts';
import { OverdueResolver } from './resolvers/overdue.ts';
import { TRUST_COUNTED, TRUST_RESOLVERS } from './resolvers/trust.ts';
import { appendLog } from './service/access-log.ts';
import { findAgency } from './service/agencies.ts';
import { readRemedies } from './service/catalogue.ts';
import { chores } from './service/chores.ts';
import { readEpoch } from './service/epoch.ts';
import { enterInspection } from './service/inspections.ts';
import { spendNonce } from './service/operation-keys.ts';
import { enterOperation, readOperations } from './service/operations.ts';
import { findPeriodEnd, leaseAnswers, readQuota, returnAnswers } from './service/quota.ts';
import { takePolicyLive } from './service/policy-changes.ts';
import { findStanding } from './service/standing.ts';
import { trustPolicy } from './trust-policy.ts';
import { AccessLogEntryConnection } from './types/access-log.ts';
import { ApplicationConnection } from './types/application.ts';
import { CatalogueDraftConnection } from './types/catalogue-draft.ts';
import { CatalogueEntryConnection } from './types/catalogue.ts';
import { CorrectionConnection, DisputeConnection } from './types/disagreement.ts';
import { GrantConnection } from './types/grant.ts';
import { OverdueItemConnection } from './types/overdue.ts';

export type { SharingLoad } from './load.ts';
export type { AccessLogRow, AppendResult } from './service/access-log.ts';
export type { AnswerLease, QuotaLeft } from './service/quota.ts';
export type { Remedies } from './service/catalogue.ts';
export type { Inspection, ViewedAs } from './service/inspections.ts';
export type { EnteredOperation, OperationInForce, OperationToEnter } from './service/operations.ts';
export { NOTHING_REGISTERED, type Registered, type Standing } from './service/standing.ts';
export { REGISTER_OPERATION } from './operation-policy.ts';
export type { PolicyStanding } from './service/policy-changes.ts';

const COUNTED = [
  CatalogueEntryConnection,
  CatalogueDraftConnection,
  ApplicationConnection,
  GrantConnection,
  CorrectionConnection,
  DisputeConnection,
  OverdueItemConnection,
  AccessLogEntryConnection,
  ...IN_FORCE_COUNTED,
  ...TRUST_COUNTED,
];

export const sharing = defineSubgraph({
  name: 'sharing',
  resolvers: [
    AgencyResolver,
    CatalogueEntryResolver,
    CatalogueDraftResolver,
    ApplicationResolver,
    GrantResolver,
    OperationResolver,
    CorrectionResolver,
    DisputeResolver,
    OverdueResolver,
    AccessLogResolver,
    ...IN_FORCE_RESOLVERS,
    ...TRUST_RESOLVERS,
    ...COUNTED.map(countResolverOf),
  ],
  orphanedTypes: [],
  references: { Agency: ({ uscc }, context) => findAgency(context, String(uscc)) },
  access: { ...policy, ...inForcePolicy, ...trustPolicy, ...operationPolicy },
  entities: ENTITIES,
  migrations,
  consumes,
  chores,
  calls: {
    load,
    setGrantState,
    sweep,
    findStanding,
    appendLog,
    enterInspection,
    enterOperation,
    readOperations,
    spendNonce,
    leaseAnswers,
    returnAnswers,
    readEpoch: (runtime) => readEpoch(runtime.fork()),
    readQuota,
    findPeriodEnd,
    readRemedies,
    takePolicyLive,
  },
});
