/** The only face of `retention` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { destroy, load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import {
  CaseResolver,
  RetentionDecisionConnectionResolver,
  RetentionDecisionResolver,
  RetentionScheduleResolver,
} from './resolvers.ts';
import { findCaseLink, findDecision } from './service.ts';

export type { DestroyInput, HoldRow, RetentionLoad, RuleRow, ScheduleRow } from './load.ts';

export const retention = defineSubgraph({
  name: 'retention',
  resolvers: [RetentionDecisionResolver, CaseResolver, RetentionScheduleResolver, RetentionDecisionConnectionResolver],
  orphanedTypes: [],
  references: {
    RetentionDecision: ({ id }, context) => findDecision(context, String(id)),
    Case: ({ id }, context) => findCaseLink(context, String(id)),
  },
  access: policy,
  entities: ENTITIES,
  migrations,
  consumes,
  calls: { load, destroy },
});
