/** One operation of one caller, from validated document to an answer that may leave. */
import { createHash } from 'node:crypto';
import { GraphQLError, Kind, print, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { AccessContext } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import type { AccessClass } from '../schema/policy/access-class.ts';
import type { Classified } from '../schema/policy/classify.ts';
import type { Policy } from '../schema/policy/policy.ts';
import { toldBasis } from '../schema/policy/rules.ts';
import type { AccessLogRow } from '../subgraphs/sharing/index.ts';
import type { AccessLog } from './access-log.ts';
import { startCountdown } from './countdown.ts';
import { DisclosureState, observers, type OutcomeCount } from './disclosure.ts';
import type { Engine, EngineResult, ExecuteOptions, PreparedOperation } from './engine.ts';
import { toGraphQLError } from './errors.ts';
import { ByteCache } from '../schema/byte-cache.ts';
import { isHidden, preflight } from './preflight.ts';
import type { ApiAnswer } from './serving.ts';
import type { Shadow } from './shadow.ts';
import { toSummary, type EntriesFor } from './summary.ts';

export interface ExecutorParts {
  readonly engine: Engine<AccessContext>;
  readonly policy: Policy;
  readonly classified: Classified;
  /** The schema as a caller is told it. */
  readonly schemaFor: (access: AccessContext) => GraphQLSchema;
  /** A candidate policy that decides along, and acts on nothing. */
  readonly shadow: Shadow | null;
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
  /** Name of the registered operation, where it is one. */
  readonly operation?: string | null;
  /** Aborted when the client leaves: what is under way is called off. */
  readonly signal?: AbortSignal;
}

/** For fetching, however many steps it takes. What is not there then is null, with an error. */
const DEADLINE_MS = 15_000;
const CACHE_BYTES = 64 * 1024 * 1024;

interface Prepared {
  readonly operation: PreparedOperation<AccessContext, DisclosureState>;
  readonly shape: string;
}

export class Executor {
  readonly #parts: ExecutorParts;
  readonly #prepared = new ByteCache<Prepared>(CACHE_BYTES);

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** @throws UNAVAILABLE when the log cannot be written: then nothing is disclosed */
  async execute(request: OperationRequest): Promise<ApiAnswer> {
    const { access } = request;
    const { operation, shape } = this.#prepare(request);
    const state = new DisclosureState();
    const told = (): GraphQLSchema => this.#parts.schemaFor(access);
    const { data, errors } = await fetchInTime(operation, request, { state, told });
    if (state.violations.length > 0) this.#parts.onViolation(access.requestId, state.violations);
    this.#parts.shadow?.note(state.differences());
    const all = state.outcomes();
    const withheld = all.filter(({ outcome }) => outcome.effect === 'WITHHOLD');
    const isRefused = request.strict && withheld.length > 0;
    const disclosed = { shape, outcomes: isRefused ? withheld : all, read: isRefused ? new DisclosureState() : state };
    await this.#parts.log.write({ ...toRow(access, disclosed), operation: request.operation ?? null });
    const extensions = { disclosure: toSummary(access.policyVersion, all, this.#parts.entriesFor) };
    if (isRefused) return { data: null, errors: [refusal()], extensions };
    return { data, ...(errors.length === 0 ? {} : { errors: errors.map(toGraphQLError) }), extensions };
  }

  /** What the plan depends on is in the key: the text, the operation chosen, and the caller's access class. */
  #prepare({ document, source, operationName, access }: OperationRequest): Prepared {
    const accessClass = this.#parts.policy.accessClass(access);
    const key = [operationName ?? '', accessClass.key, source].join('|');
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const operation = this.#compile(document, operationName, accessClass);
    const made = { operation, shape: shapeOf(document) };
    this.#prepared.set(key, made, operation.bytes + 2 * key.length);
    return made;
  }

  #compile(document: DocumentNode, operationName: string | undefined, access: AccessClass): Prepared['operation'] {
    const { engine, policy, classified, shadow } = this.#parts;
    const pruned = preflight({ schema: engine.fullSchema, classified, policy }, access, document);
    return engine.prepare<DisclosureState>(pruned, operationName, {
      isHidden,
      observe: observers({ policy, classified, shadow }, access),
    });
  }
}

/**
 * Digest of an operation with every value left out: the log tells which question was asked, and a digest over an
 * identity number that somebody wrote into it could be found by trying all of them.
 */
function shapeOf(document: DocumentNode): string {
  const blank = { kind: Kind.ENUM, value: '_' } as const;
  const leave = (): typeof blank => blank;
  const values = { StringValue: leave, IntValue: leave, FloatValue: leave, ListValue: leave, ObjectValue: leave };
  return createHash('sha256')
    .update(print(visit(document, values)))
    .digest('hex');
}

interface Disclosed {
  readonly shape: string;
  readonly outcomes: readonly OutcomeCount[];
  readonly read: Pick<DisclosureState, 'recordIds' | 'about' | 'granted'>;
}

/** The deadline is not for the log: an answer that is short because time was over has its row as well. */
async function fetchInTime(
  operation: Prepared['operation'],
  { variables, access, signal }: OperationRequest,
  { state, told }: Pick<ExecuteOptions<AccessContext, DisclosureState>, 'state' | 'told'>,
): Promise<EngineResult> {
  const countdown = startCountdown(DEADLINE_MS, signal);
  try {
    return await operation.execute({
      variables,
      context: access,
      state,
      signal: countdown.signal,
      ...(told === undefined ? {} : { told }),
    });
  } finally {
    countdown.stop();
  }
}

function toRow(access: AccessContext, { shape, outcomes, read }: Disclosed): AccessLogRow {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion, grant, demand } = access;
  const who = { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion };
  return {
    ...who,
    operationHash: shape,
    grantId: grant?.id ?? null,
    demandId: demand?.id ?? null,
    refusal: null,
    outcomes: outcomes.map(({ coordinate, outcome, count }) => ({
      coordinate,
      outcome: outcome.effect,
      rule: toldBasis(outcome).rule,
      count,
    })),
    recordIds: Object.fromEntries([...read.recordIds].map(([type, ids]) => [type, [...ids]])),
    about: [...read.about],
    // Records that came by nothing but the grant's own rules are the subjects that its guard counts.
    granted: grant === null || grant.returnFlow ? [] : [...read.granted],
  };
}

function refusal(): GraphQLError {
  const message = 'Part of what was asked is withheld, and strict disclosure was demanded.';
  return new GraphQLError(message, { extensions: new DomainError('FORBIDDEN', message).toExtensions() });
}
