/** One signed call, from the headers to the document that it may run. */
import { parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { ByteCache } from '../../schema/byte-cache.ts';
import { DomainError } from '../../schema/errors.ts';
import { toCanonicalOperation, type OperationVariable } from '../../schema/operation-document.ts';
import type { OperationInForce } from '../../subgraphs/sharing/index.ts';
import type { Admission } from '../access-context.ts';
import type { House } from '../house.ts';
import { checkSignature, readSignature, type SignedRequest } from './signature.ts';

export interface Callable {
  readonly document: DocumentNode;
  readonly source: string;
  readonly variables: readonly OperationVariable[];
}

export interface CallerParts {
  readonly house: Pick<House, 'call'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly windowSeconds: number;
}

/** By hash, so that a text that is here is the text that was asked for, whosever it is. */
const KEPT_BYTES = 8 * 1024 * 1024;
const BYTES_PER_CHARACTER = 50;

export class OperationCaller {
  readonly #parts: CallerParts;
  readonly #known = new WeakMap<GraphQLSchema, ByteCache<Callable>>();

  constructor(parts: CallerParts) {
    this.#parts = parts;
  }

  /**
   * Signed by a key of the grant, within its time, and for the first time at whatever gateway.
   *
   * @throws SIGNATURE_INVALID, REPLAYED; UNAVAILABLE when `sharing` cannot tell
   */
  async demandSignature(request: SignedRequest, admission: Admission): Promise<void> {
    const { house, now, windowSeconds } = this.#parts;
    const signature = readSignature(request);
    demandStanding(admission);
    checkSignature(signature, { keys: admission.registered.keys, nowMs: now(), windowSeconds });
    const { keyId, nonce, created } = signature;
    const until = new Date((created + windowSeconds) * 1_000).toISOString();
    const isFirst = await ask(house, 'spendNonce', { keyId, nonce, until });
    if (isFirst !== true) throw new DomainError('REPLAYED', undefined, { clause: '数据安全法 art. 27' });
  }

  /** @throws NOT_FOUND alike for what there is not and for what is another grant's; CONFLICT; UNAVAILABLE */
  async find(name: string, { access, registered }: Admission, apiSchema: GraphQLSchema): Promise<Callable> {
    const found = registered.operations.find((each) => each.name === name);
    if (found === undefined) throw new DomainError('NOT_FOUND', 'There is no such operation.');
    const known = this.#known.get(apiSchema) ?? new ByteCache<Callable>(KEPT_BYTES);
    this.#known.set(apiSchema, known);
    const callable = known.get(found.hash);
    if (callable !== undefined) return callable;
    const texts = await this.list({ access, registered });
    const text = texts.find(({ hash }) => hash === found.hash)?.document;
    if (text === undefined) throw new DomainError('NOT_FOUND', 'There is no such operation.');
    const document = parse(text);
    if (validate(apiSchema, document).length > 0)
      throw new DomainError('CONFLICT', 'The schema has changed since this was registered. Register it anew.');
    const made = { document, source: text, variables: toCanonicalOperation(document).variables };
    known.set(found.hash, made, BYTES_PER_CHARACTER * text.length);
    return made;
  }

  /** @throws UNAVAILABLE */
  async list({ access }: Pick<Admission, 'access' | 'registered'>): Promise<readonly OperationInForce[]> {
    if (access.grant === null) return [];
    return (await ask(this.#parts.house, 'readOperations', { grantId: access.grant.id })) as OperationInForce[];
  }
}

/** A grant that was named and cannot be looked up is not one that is not there. @throws UNAVAILABLE */
export function demandStanding({ access }: Pick<Admission, 'access'>): void {
  if (access.grant === null && access.grantId !== null) throw new DomainError('UNAVAILABLE');
}

async function ask(house: Pick<House, 'call'>, name: string, input: unknown): Promise<unknown> {
  try {
    return await house.call('sharing', name, input);
  } catch (cause) {
    throw new DomainError('UNAVAILABLE', 'The grant cannot be looked up, so nothing is disclosed.', { cause });
  }
}
