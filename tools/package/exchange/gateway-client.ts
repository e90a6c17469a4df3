/** The gateway as its callers reach it: GraphQL, files, packages. Tries again what a gateway that restarts cannot answer. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { PackageAnswer } from '../../../subgraphs/cases/index.ts';
import type { DeliveryAnswer } from '../../../subgraphs/holdings/index.ts';

export interface Caller {
  readonly url: string;
  readonly token: string;
  readonly grant: string | null;
  readonly useCause: string | null;
}

/** A gateway that starts again is there within seconds; one that is not there for so long is not coming. */
const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/** What a gateway answered and will answer again: to try again is of no use. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

interface WireError {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

export interface PackageUpload {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly sm3: string;
  readonly run: string;
}

export class GatewayClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, token, grant, useCause }: Caller) {
    this.#url = url.replace(/\/+$/, '');
    this.#headers = {
      authorization: `Bearer ${token}`,
      ...(grant === null ? {} : { 'x-sharing-grant': grant }),
      // Headers carry ASCII.
      ...(useCause === null ? {} : { 'x-use-cause': encodeURIComponent(useCause) }),
    };
  }

  /** @throws GatewayRefusal with the first error of the answer */
  ask<T>(query: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    return patiently(async () => {
      const response = await fetch(`${this.#url}/graphql`, {
        method: 'POST',
        headers: { ...this.#headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data?: T | null; errors?: readonly WireError[] };
      const [error] = errors ?? [];
      if (error !== undefined) throw toRefusal(error);
      if (data === undefined || data === null) throw new Unanswered();
      return data;
    });
  }

  /** @param link as the gateway gave it. @throws GatewayRefusal, such as NOT_FOUND when it is no longer good */
  open(link: string): Promise<Readable> {
    return patiently(async () => {
      const response = await fetch(this.#url + link, { headers: this.#headers });
      if (response.status !== 200 || response.body === null) throw await toRefusalOf(response);
      return Readable.fromWeb(response.body);
    });
  }

  /** The same package again is answered again, so a line that breaks does no harm. */
  putPackage({ path, bytes, sha256, sm3, run }: PackageUpload): Promise<PackageAnswer> {
    const more = { 'content-length': String(bytes), 'x-package-sm3': sm3, 'x-import-run': run };
    return this.#put(path, `/packages/${sha256}`, more);
  }

  /** A whole transfer, as one file; again, it brings what is missing. */
  putDelivery(path: string, batchId: string): Promise<DeliveryAnswer> {
    return this.#put(path, `/transfers/${batchId}/package`, {});
  }

  #put<T>(path: string, to: string, more: Readonly<Record<string, string>>): Promise<T> {
    return patiently(async () => {
      const body = createReadStream(path);
      try {
        const response = await fetch(this.#url + to, {
          method: 'PUT',
          headers: { ...this.#headers, 'content-type': 'application/zip', ...more },
          body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
          duplex: 'half',
        });
        if (![200, 201, 422].includes(response.status)) throw await toRefusalOf(response);
        return (await response.json()) as T;
      } finally {
        body.destroy();
      }
    });
  }
}

/** No answer, or none that says what became of the request. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

function toRefusal({ message, extensions }: WireError): Error {
  const code = extensions?.code ?? 'INTERNAL';
  return code === 'UNAVAILABLE' ? new Unanswered(message) : new GatewayRefusal(code, message);
}

async function toRefusalOf(response: Response): Promise<Error> {
  const body = (await response.json().catch(() => null)) as {
    readonly errors?: readonly WireError[];
    readonly error?: { readonly message: string; readonly code?: string };
  } | null;
  const [error] = body?.errors ?? [];
  if (error !== undefined) return toRefusal(error);
  if (response.status >= 500) return new Unanswered(`status ${response.status}`);
  return new GatewayRefusal(body?.error?.code ?? 'INVALID_INPUT', body?.error?.message ?? `status ${response.status}`);
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      const isLost = error instanceof Unanswered || isNetworkFault(error);
      if (!isLost || Date.now() + waitMs > until) throw error;
      await pause(waitMs);
    }
  }
}

/** fetch tells of a line that broke by a TypeError, and JSON of an answer that was cut off by a SyntaxError. */
function isNetworkFault(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof TypeError && error.message !== 'Failed to parse URL');
}
