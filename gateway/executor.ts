/** One operation of one caller, from validated document to an answer that may leave. */
import { createHash } from 'node:crypto';
import { GraphQLError, type DocumentNode } from 'graphql';
import type { AccessContext } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import type { AccessClass } from '../schema/policy/access-class.ts';
import type { Classified } from '../schema/policy/classify.ts';
import type { Policy } from '../schema/policy/policy.ts';
import { toldBasis } from '../schema/policy/rules.ts';
import type { AccessLogRow } from '../subgraphs/sharing/index.ts';
import type { AccessLog } from './access-log.ts';
import { DisclosureState, observers, type OutcomeCount } from './disclosure.ts';
import type { Engine, EngineError, PreparedOperation } from './engine.ts';
import { ByteCache } from './byte-cache.ts';
import { isHidden, preflight } from './preflight.ts';
import { toSummary, type EntriesFor } from './summary.ts';

export interface ExecutorParts {
  readonly engine: Engine<AccessContext>;
  readonly policy: Policy;
  readonly classified: Classified;
  readonly log: AccessLog;
  readonly entriesFor: EntriesFor;
  /** Told of coordinates that a subgraph delivered although they are withheld. */
  readonly onViolation: (requestId: string, coordinates: readonly string[]) => void;
}

export interface OperationRequest {
  readonly document: DocumentNode;
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly access: AccessContext;
  /** `x-disclosure: strict`: anything withheld refuses the whole. */
  readonly strict: boolean;
}

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Record<string, unknown>;
}

const CACHE_BYTES = 64 * 1024 * 1024;

type Prepared = PreparedOperation<AccessContext, DisclosureState>;

export class Executor {
  readonly #parts: ExecutorParts;
  readonly #prepared = new ByteCache<Prepared>(CACHE_BYTES);

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** @throws UNAVAILABLE when the log cannot be written: then nothing is disclosed */
  async execute(request: OperationRequest): Promise<Answer> {
    const { access, source, operationName } = request;
    const operationHash = createHash('sha256').update(source).digest('hex');
    const prepared = this.#prepare(request, `${operationHash}|${operationName ?? ''}`);
    const state = new DisclosureState();
    const { data, errors } = await prepared.execute({ variables: request.variables, context: access, state });
    const outcomes = state.outcomes();
    if (state.violations.length > 0) this.#parts.onViolation(access.requestId, state.violations);
    await this.#parts.log.write(toRow(access, operationHash, { outcomes, state }));
    const extensions = { disclosure: toSummary(access.policyVersion, outcomes, this.#parts.entriesFor) };
    if (request.strict && outcomes.some(({ outcome }) => outcome.effect === 'WITHHOLD')) {
      return { data: null, errors: [refusal()], extensions };
    }
    return { data, ...(errors.length === 0 ? {} : { errors: errors.map(toGraphQLError) }), extensions };
  }

  /** What the plan depends on is in the key: the text, the operation chosen, and the caller's access class. */
  #prepare({ document, operationName, access }: OperationRequest, operation: string): Prepared {
    const accessClass = this.#parts.policy.accessClass(access);
    const key = `${operation}|${accessClass.key}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const made = this.#compile(document, operationName, accessClass);
    this.#prepared.set(key, made, made.bytes);
    return made;
  }

  #compile(document: DocumentNode, operationName: string | undefined, access: AccessClass): Prepared {
    const { engine, policy, classified } = this.#parts;
    const pruned = preflight({ schema: engine.fullSchema, classified, policy }, access, document);
    return engine.prepare<DisclosureState>(pruned, operationName, {
      isHidden,
      observe: observers({ policy, classified }, access),
    });
  }
}

interface Told {
  readonly outcomes: readonly OutcomeCount[];
  readonly state: DisclosureState;
}

function toRow(access: AccessContext, operationHash: string, { outcomes, state }: Told): AccessLogRow {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion, grant } = access;
  const who = { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion };
  return {
    ...who,
    operationHash,
    grantId: grant?.id ?? null,
    outcomes: outcomes.map(({ coordinate, outcome, count }) => ({
      coordinate,
      outcome: outcome.effect,
      rule: toldBasis(outcome).rule,
      count,
    })),
    recordIds: Object.fromEntries([...state.recordIds].map(([type, ids]) => [type, [...ids]])),
  };
}

function refusal(): GraphQLError {
  const message = 'Part of what was asked is withheld, and strict disclosure was demanded.';
  return new GraphQLError(message, { extensions: new DomainError('FORBIDDEN', message).toExtensions() });
}

function toGraphQLError({ message, path, extensions }: EngineError): GraphQLError {
  return new GraphQLError(message, {
    ...(path === undefined ? {} : { path: [...path] }),
    ...(extensions === undefined ? {} : { extensions }),
  });
}
