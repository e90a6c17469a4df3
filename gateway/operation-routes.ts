/**
 * Registered operations as REST services: `GET` and `POST /operations/{name}`, signed, and their description at
 * `/operations/openapi.json`. What is answered is what GraphQL answers.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../schema/errors.ts';
import type { Admitted } from './admission.ts';
import { toHttpError } from './errors.ts';
import { leaving } from './leaving.ts';
import { answerOperation, type Answered } from './known-documents.ts';
import { RequestLimits } from './limits.ts';
import { demandStanding, OperationCaller, type CallerParts } from './operations/caller.ts';
import { toOpenApi } from './operations/openapi.ts';
import { checkVariables, readBody, readQuery, type Variables } from './operations/variables.ts';
import { retryAfterOf, retryHeaders } from './retry-after.ts';
import type { Api, ServingOptions } from './serving.ts';

export interface OperationRouteParts extends CallerParts {
  readonly api: () => Api<Admitted>;
  readonly onFault: ServingOptions['onFault'];
}

interface Named {
  /** A wildcard: a name that is too long is one that there is not, and looks like it. */
  readonly Params: { readonly '*': string };
}

/** Documents are bounded already; a body is variables. */
export async function serveOperations(app: FastifyInstance, parts: OperationRouteParts): Promise<void> {
  const caller = new OperationCaller(parts);
  const limits = new RequestLimits();
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The bytes are signed, so they are kept as they came.
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.get('/operations/openapi.json', { exposeHeadRoute: false }, async (request, reply) => {
      const api = parts.api();
      const { admission } = await api.admit(request.headers, request.id);
      demandStanding(admission);
      const description = toOpenApi(api.apiSchema, await caller.list(admission));
      return send(request, reply, { status: 200, body: description, retryAfter: null });
    });
    scope.route<Named>({
      method: ['GET', 'POST'],
      url: '/operations/*',
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const call = new Call({ ...parts, caller, limits }, request, leaving(reply));
        return send(request, reply, await call.answer());
      },
    });
  });
}

interface Outgoing {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: number | null;
}

function send(request: FastifyRequest, reply: FastifyReply, { status, body, retryAfter }: Outgoing): FastifyReply {
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', 'x-request-id': request.id, ...retryHeaders(retryAfter) })
    .type('application/json; charset=utf-8')
    .send(`${JSON.stringify(body)}\n`);
}

interface CallParts extends OperationRouteParts {
  readonly caller: OperationCaller;
  readonly limits: RequestLimits;
}

class Call {
  readonly #parts: CallParts;
  readonly #request: FastifyRequest<Named>;
  readonly #signal: AbortSignal;
  /** One for all rows: a supergraph that is replaced meanwhile serves the next call. */
  readonly #api: Api<Admitted>;

  constructor(parts: CallParts, request: FastifyRequest<Named>, signal: AbortSignal) {
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#api = parts.api();
  }

  /** @throws what keeps the whole call out */
  async answer(): Promise<Outgoing> {
    const { method, url, headers, body } = this.#request;
    const { caller } = this.#parts;
    const admitted = await this.#api.admit(headers, this.#request.id);
    const bytes = Buffer.isBuffer(body) ? body : null;
    await caller.demandSignature({ method, url, headers, body: bytes }, admitted.admission);
    const { variables: defined } = await this.#find(admitted);
    if (method === 'GET' || bytes === null) {
      const at = url.indexOf('?');
      return toOutgoing(
        await this.#run(admitted, this.#request.id, readQuery(at === -1 ? '' : url.slice(at), defined)),
      );
    }
    if (url.includes('?'))
      throw new DomainError('INVALID_INPUT', 'Variables are in the body or in the query, not in both.');
    const { rows, variables } = readBody(bytes, defined);
    if (rows === null) return toOutgoing(await this.#run(admitted, this.#request.id, variables));
    return { status: 200, body: { rows: await this.#answerRows(rows) }, retryAfter: null };
  }

  #find(admitted: Admitted): ReturnType<OperationCaller['find']> {
    return this.#parts.caller.find(this.#request.params['*'], admitted.admission, this.#api.apiSchema);
  }

  async #run(admitted: Admitted, requestId: string, variables: Variables): Promise<Answered> {
    const { limits, onFault } = this.#parts;
    limits.check({ variables });
    const { document, source } = await this.#find(admitted);
    const exchange = { requestId, admitted, understood: true, signal: this.#signal };
    const operation = { document, source, operationName: undefined, variables, isMutation: false };
    return answerOperation(this.#api, operation, { exchange, onFault });
  }

  /** In their order, each decided, spent and on the log as a call of its own: what ends between two is over for the next. */
  async #answerRows(rows: readonly unknown[]): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (const [row, given] of rows.entries()) {
      if (this.#signal.aborted) break;
      // The log names each answer once.
      const { status, body, retryAfter } = await this.#answerRow(given, `${this.#request.id}.${row + 1}`);
      answers.push({ row, status, ...(retryAfter === null ? {} : { retryAfter }), ...body });
    }
    return answers;
  }

  async #answerRow(given: unknown, requestId: string): Promise<Outgoing & { readonly body: object }> {
    try {
      const admitted = await this.#api.admit(this.#request.headers, requestId);
      const { variables } = await this.#find(admitted);
      return toOutgoing(await this.#run(admitted, requestId, checkVariables(given, variables)));
    } catch (error) {
      const { status, body } = toHttpError(error);
      if (status === 500) this.#parts.onFault(requestId, error);
      const errors = body.errors.map((each) => ({ ...each, extensions: { ...each.extensions, requestId } }));
      return { status, body: { errors }, retryAfter: retryAfterOf(error) };
    }
  }
}

/** Where nothing came because a part did not answer, REST says so in its status; the body stays as it is. */
function toOutgoing({ status, answer, first }: Answered): Outgoing & { readonly body: object } {
  const { data, errors = [] } = answer;
  const isEmpty = data === undefined || data === null || Object.values(data).every((each) => each === null);
  const isDown = isEmpty && errors.length > 0 && errors.every((each) => each.extensions?.['code'] === 'UNAVAILABLE');
  return {
    status: isDown ? 503 : status,
    body: answer,
    retryAfter: isDown || status >= 400 ? retryAfterOf(first) : null,
  };
}
