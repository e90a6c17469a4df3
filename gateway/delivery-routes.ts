/**
 * Transfers on a medium (离线移交). `GET /transfers/{batch}/records/{case}` gives the agency what it writes into a package:
 * decided and on the log like any other read. `PUT /transfers/{batch}/package` takes the package of a whole batch into the
 * hall's reception, held against what `cases` has archived.
 */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../schema/errors.ts';
import type { TransferPackageAnswer, TransferPackageCall, TransferSeal } from '../subgraphs/cases/index.ts';
import type { DeliveryAnswer, DeliveryCall } from '../subgraphs/holdings/index.ts';
import { sendJson, toLogRow, type FileRouteParts } from './file-answers.ts';
import type { House } from './house.ts';
import { listAwaited, parseBatch, TOLD } from './transfer-routes.ts';

type DeliveryRouteParts = Pick<FileRouteParts, 'admit' | 'accessLog'> & {
  readonly house: Pick<House, 'call' | 'stream'>;
};

interface Batch {
  readonly Params: { readonly batch: string };
}

interface OneRecord {
  readonly Params: { readonly batch: string; readonly case: string };
}

const STATUS = { TAKEN: 201, ALREADY_THERE: 200, REFUSED: 422 } as const satisfies Record<
  DeliveryAnswer['outcome'],
  number
>;

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function serveDeliveries(app: FastifyInstance, parts: DeliveryRouteParts): Promise<void> {
  await app.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    routes.get<OneRecord>('/transfers/:batch/records/:case', (request, reply) => describe(parts, request, reply));
    routes.put<Batch>('/transfers/:batch/package', (request, reply) => receive(parts, request, reply));
  });
}

/** Only of a record that the hall waits for. @throws NOT_FOUND for whatever is not to be had */
async function describe(
  { admit, house, accessLog }: DeliveryRouteParts,
  request: FastifyRequest<OneRecord>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access: admitted } = await admit(request.headers, request.id);
  const batchId = parseBatch(request.params.batch);
  const caseId = request.params.case.toLowerCase();
  // By the agency's own right, whatever grant was named beside.
  const access = { ...admitted, mode: 'FILE', grant: null, demand: null } as const;
  const awaited = await listAwaited(house, access, batchId);
  if (!awaited.some((each) => each.caseId === caseId)) throw new DomainError('NOT_FOUND');
  const call: TransferPackageCall = { access, caseId };
  const opened = await house.stream('cases', 'openTransferPackage', { ...call, body: null });
  const { stream, rule } = opened as TransferPackageAnswer;
  try {
    await accessLog.write({
      ...toLogRow(access, 'GET /transfers/{batch}/records/{case}'),
      outcomes: TOLD.map((field) => ({ coordinate: `Case.${field}`, outcome: 'SHOW', rule, count: 1 })),
      recordIds: { Case: [caseId] },
      about: [caseId],
      granted: [],
    });
  } catch (error) {
    stream.destroy();
    throw error;
  }
  void reply.headers({ 'cache-control': 'no-store', 'x-request-id': request.id });
  return reply.type('application/json; charset=utf-8').send(stream);
}

async function receive(
  { admit, house }: DeliveryRouteParts,
  request: FastifyRequest<Batch>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  const batchId = parseBatch(request.params.batch);
  const caseIds = await house.call('holdings', 'listDeliverable', { access, batchId });
  const seals = (await house.call('cases', 'listTransferSeals', { access, caseIds })) as readonly TransferSeal[];
  const call: DeliveryCall = {
    access,
    batchId,
    seals,
    // A refusal leaves the rest unread; to destroy the stream would take the answer with it.
    body: request.raw.iterator({ destroyOnReturn: false }),
  };
  const { stream, ...answer } = (await house.stream('holdings', 'receiveDelivery', call)) as DeliveryAnswer & {
    /** Empty, where the answer came over a connection that waits to be read to its end. */
    readonly stream?: Readable;
  };
  stream?.resume();
  void reply.code(STATUS[answer.outcome]);
  return sendJson(request.id, reply, answer);
}
