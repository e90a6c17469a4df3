/** A policy that shows everything: what the same rows cost when nobody decides about them. For the bench only. */
import type { AccessContext } from '../../schema/actor.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { Policy } from '../../schema/policy/policy.ts';
import { RecordTable, type RecordDecision } from '../../schema/policy/table.ts';
import type { Diagram } from '../../schema/policy/visibility.ts';
import type { Services } from '../../subgraphs/kernel/index.ts';

const ALL_SHOWN: RecordDecision = {
  presence: 'FIELDS',
  outcomes: new Map(),
  withheld: [],
  masked: [],
  disclosure: [],
};

class OpenTable extends RecordTable {
  override decide(): RecordDecision {
    return ALL_SHOWN;
  }
}

class OpenPolicy extends Policy {
  override table(access: AccessClass, typeName: string): RecordTable {
    const type = this.records.get(typeName);
    if (type === undefined) throw new RangeError(`${typeName} is not a record type.`);
    return (this.#tables[typeName] ??= new OpenTable(access, type));
  }

  override presence(): Diagram {
    return true;
  }

  override shown(): Diagram {
    return true;
  }

  override isEverGiven(): boolean {
    return true;
  }

  readonly #tables: Record<string, RecordTable> = {};
}

export function withoutDecisions(services: Services): Services {
  return { ...services, policy: new OpenPolicy(services.policy.records, services.policy.masks) };
}

/** A caller to whom no relation applies: of the label nothing is left to compute but stored bits. */
export const NOBODY: AccessContext = {
  requestId: 'bench',
  role: 'AUDITOR',
  actorId: 'bench',
  agency: null,
  predecessors: [],
  region: null,
  posts: [],
  subjectRef: null,
  onBehalfOf: null,
  useCause: null,
  mode: 'API',
  at: '2026-11-21T12:00:00.000+08:00',
  today: '2026-11-21',
  grant: null,
  demand: null,
  epoch: 0,
  policyVersion: 'bench',
};
