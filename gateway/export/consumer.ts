/** Who exports: admitted anew for every page, since a batch takes longer than a grant may be believed. */
import type { GraphQLError } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { FeedStream } from '../../schema/feed-streams.ts';
import type { Admitted } from '../admission.ts';
import type { House } from '../house.ts';
import type { Api, RequestHeaders } from '../serving.ts';
import type { BatchRequest } from './batch.ts';
import { exportDocument, type FeedPage } from './documents.ts';

export interface ExportParts {
  /** What is served at the moment. */
  readonly api: () => Api<Admitted>;
  /** Whether grant and demand are what they were when this was let in. */
  readonly holds: (access: AccessContext) => Promise<boolean>;
  readonly house: Pick<House, 'call'>;
}

export interface ExportCall {
  readonly headers: RequestHeaders;
  readonly requestId: string;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

/** A page that a change of the grant has overtaken is read again, so many times. */
const AGAIN = 3;

export class ExportConsumer {
  readonly #parts: ExportParts;
  readonly #call: ExportCall;
  /** One for all pages of a batch: a supergraph that is replaced meanwhile serves the next. */
  readonly #api: Api<Admitted>;
  #admitted: Admitted;
  #admissions = 1;
  #isUsed = false;

  private constructor(parts: ExportParts, call: ExportCall, first: { api: Api<Admitted>; admitted: Admitted }) {
    this.#parts = parts;
    this.#call = call;
    this.#api = first.api;
    this.#admitted = first.admitted;
  }

  /** @throws as admission does */
  static async admit(parts: ExportParts, call: ExportCall): Promise<ExportConsumer> {
    const api = parts.api();
    return new ExportConsumer(parts, call, { api, admitted: await api.admit(inBatches(call.headers), call.requestId) });
  }

  /** As it was last let in. */
  get access(): AccessContext {
    return this.#admitted.admission.access;
  }

  /** @throws as admission does */
  async readmit(): Promise<void> {
    this.#admissions += 1;
    // The log names each answer once.
    const requestId = `${this.#call.requestId}.${this.#admissions}`;
    this.#admitted = await this.#api.admit(inBatches(this.#call.headers), requestId);
    this.#isUsed = false;
  }

  holds(): Promise<boolean> {
    return this.#parts.holds(this.access);
  }

  /** @throws what the feed refuses; UNAVAILABLE while the grant changes faster than a page is read */
  async readPage(stream: FeedStream, { after, first }: BatchRequest): Promise<FeedPage> {
    const { document, source, field } = exportDocument(this.#api.apiSchema, stream);
    for (let tries = 0; tries < AGAIN; tries += 1) {
      if (this.#isUsed) await this.readmit();
      this.#isUsed = true;
      const { data, errors } = await this.#api.execute({
        document,
        source,
        operationName: undefined,
        variables: { after, first },
        admitted: this.#admitted,
        signal: this.#call.signal,
      });
      // Overtaken: what was read is that of a caller without the grant, who has another feed.
      if (!(await this.holds())) continue;
      return pageOf(data?.[field], errors);
    }
    throw new DomainError('UNAVAILABLE', 'The grant changes at this moment. Try again in a few seconds.');
  }
}

/** Whatever the header says: an export is a batch. */
function inBatches(headers: RequestHeaders): RequestHeaders {
  return { ...headers, 'x-share-mode': 'BATCH' };
}

function pageOf(value: unknown, errors: readonly GraphQLError[] = []): FeedPage {
  const [first] = errors;
  if (first !== undefined) throw first;
  if (value === null || value === undefined) throw new DomainError('UNAVAILABLE');
  return value as FeedPage;
}
