/** The only face of `retention` to the rest of the house. */
import { labelCall } from '../disclosure/index.ts';
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { retentionFeed } from './feed.ts';
import { destroy, listDestroyed, load, replay } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import { listDestructions, registerBackups, takeDestroyed } from './restored.ts';
import { AppraisalResolver } from './resolvers/appraisal.ts';
import { BackupSetResolver, CertificateResolver } from './resolvers/certificate.ts';
import { ClocksResolver } from './resolvers/clocks.ts';
import { CaseResolver, RetentionDecisionConnectionResolver, RetentionDecisionResolver } from './resolvers/decision.ts';
import { DestructionListResolver } from './resolvers/destruction.ts';
import { HoldResolver } from './resolvers/hold.ts';
import { RestrictionResolver } from './resolvers/restriction.ts';
import { RetentionScheduleResolver } from './resolvers/schedule.ts';
import { ScheduleMoveConnectionResolver, SimulationResolver } from './resolvers/simulation.ts';
import { SupervisionResolver } from './resolvers/supervision.ts';
import { decisionRecords, findCaseLink, findDecision } from './service/decisions.ts';

export type { DestroyInput, HoldRow, RetentionLoad, RuleRow, ScheduleRow } from './load.ts';

export const retention = defineSubgraph({
  name: 'retention',
  resolvers: [
    RetentionDecisionResolver,
    CaseResolver,
    RetentionDecisionConnectionResolver,
    RetentionScheduleResolver,
    SimulationResolver,
    ScheduleMoveConnectionResolver,
    ClocksResolver,
    HoldResolver,
    AppraisalResolver,
    DestructionListResolver,
    CertificateResolver,
    BackupSetResolver,
    RestrictionResolver,
    SupervisionResolver,
    ...retentionFeed.resolvers,
  ],
  orphanedTypes: [],
  references: {
    RetentionDecision: ({ id }, context) => findDecision(context, String(id)),
    Case: ({ id }, context) => findCaseLink(context, String(id)),
  },
  access: { ...policy, ...retentionFeed.access },
  entities: ENTITIES,
  migrations,
  consumes: {
    ...consumes,
    sharing: (services) => ({ ...consumes.sharing?.(services), ...retentionFeed.handlers }),
  },
  calls: {
    labelOf: labelCall({ whole: decisionRecords }),
    load,
    destroy,
    replay,
    listDestroyed,
    listDestructions,
    takeDestroyed,
    registerBackups,
    ...retentionFeed.calls,
  },
  chores: retentionFeed.chores,
});
