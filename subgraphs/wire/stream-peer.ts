/** Content to and from a subgraph that runs alone: its calls are signed, the content streams beside them. */
import { Readable } from 'node:stream';
import { Pool } from 'undici';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError, ERRORS, type ErrorCode } from '../../schema/errors.ts';
import { toEndpoint } from '../kernel/index.ts';
import { isAnswer, signCall } from './access-signature.ts';
import { fromHeader, toHeader } from './streams.ts';

const CONNECTIONS = 16;
const CONNECT_MS = 2_000;
/** Between two chunks: a file may take as long as it likes, a line that is silent may not. */
const SILENCE_MS = 30_000;

export interface StreamCall {
  /** Null: a subgraph asks, for nobody. */
  readonly access: AccessContext | null;
  readonly body: AsyncIterable<Uint8Array> | null;
}

export class StreamPeer {
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(address: string) {
    const { origin, socketPath, prefix } = toEndpoint(address);
    this.#prefix = prefix;
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_MS, ...(socketPath === null ? {} : { socketPath }) },
      headersTimeout: 0,
      bodyTimeout: SILENCE_MS,
    });
  }

  /** @throws DomainError as the subgraph says it; anything else when there is no answer that is its own */
  async send(
    callName: string,
    call: StreamCall,
    to: { readonly key: Buffer; readonly name: string },
  ): Promise<unknown> {
    const { body, access, ...input } = call;
    const path = `/stream/${callName}`;
    const told = toHeader(input);
    const signed = signCall(to.key, to.name + path, told, access);
    const {
      statusCode,
      headers,
      body: answer,
    } = await this.#pool.request({
      method: 'POST',
      path: this.#prefix + path,
      headers: { ...signed, 'x-input': told, 'content-type': 'application/octet-stream' },
      body: body === null ? null : Readable.from(body, { objectMode: false }),
    });
    const isOurs = (text: string): boolean =>
      isAnswer(headers['x-answer'], to.key, signed['x-access'], { status: statusCode, body: text });
    const result = headers['x-result'];
    if (statusCode === 200 && typeof result === 'string' && isOurs(result))
      return { ...(fromHeader(result) as object), stream: answer };
    const text = await answer.text();
    if (!isOurs(text)) throw new TypeError('The answer is not signed for this call.');
    throw toDomainError(text);
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

interface ToldError {
  readonly message: string;
  readonly extensions: { readonly code?: string; readonly clause?: string; readonly details?: Record<string, unknown> };
}

function toDomainError(text: string): Error {
  const [error] = (JSON.parse(text) as { readonly errors: readonly ToldError[] }).errors;
  const { code, clause, details } = error?.extensions ?? {};
  if (error === undefined || !isErrorCode(code) || code === 'UNAUTHENTICATED' || code === 'INTERNAL')
    return new TypeError('The call was not done.');
  return new DomainError(code, error.message, { ...(clause && { clause }), ...(details && { details }) });
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in ERRORS;
}
