/**
 * `POST /transfers/{batch}/content`: moves the content of a batch from `cases` to the hall's reception in `holdings`. It
 * takes up where it was broken off, and done twice it moves nothing twice. Each description and each file is decided
 * and on the log like any other that is read, before its first byte moves.
 */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import type { FileAnswer, TransferPackageAnswer, TransferPackageCall } from '../subgraphs/cases/index.ts';
import type { Awaited } from '../subgraphs/holdings/index.ts';
import { sendJson, toLogRow, type FileRouteParts, type LogRow } from './file-answers.ts';

interface Batch {
  readonly Params: { readonly batch: string };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Fields of a case that its description tells. */
export const TOLD = ['title', 'applicantName', 'applicantIdNumber', 'applicantAddress', 'result', 'remarks'];

/** @throws NOT_FOUND for what is no key */
export function parseBatch(text: string): string {
  const batchId = text.toLowerCase();
  if (!UUID.test(batchId)) throw new DomainError('NOT_FOUND');
  return batchId;
}

/** What a batch still waits for. @throws as the call */
export async function listAwaited(
  house: FileRouteParts['house'],
  access: AccessContext,
  batchId: string,
): Promise<readonly Awaited[]> {
  const call = { access, batchId, body: null };
  const { stream } = (await house.stream('holdings', 'listAwaited', call)) as { stream: Readable };
  const lines = (await textOf(stream)).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Awaited);
}

export async function serveTransfers(app: FastifyInstance, parts: FileRouteParts): Promise<void> {
  await app.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    routes.post<Batch>('/transfers/:batch/content', (request, reply) => move(parts, request, reply));
  });
}

/** One description or file that did not go over. */
interface Fault {
  readonly caseId: string;
  readonly file: string | null;
  readonly code: string;
  readonly message: string;
}

interface Moved {
  records: number;
  files: number;
  readonly faults: Fault[];
}

async function move(parts: FileRouteParts, request: FastifyRequest<Batch>, reply: FastifyReply): Promise<FastifyReply> {
  const { access: admitted } = await parts.admit(request.headers, request.id);
  const batchId = parseBatch(request.params.batch);
  // By the agency's own right, whatever grant was named beside.
  const mover = new Mover(parts, { ...admitted, mode: 'FILE', grant: null, demand: null }, batchId);
  const moved: Moved = { records: 0, files: 0, faults: [] };
  for (const awaited of await mover.listAwaited()) await mover.moveRecord(awaited, moved);
  const waiting = (await mover.listAwaited()).length;
  return sendJson(request.id, reply, { ...moved, complete: waiting === 0, waiting });
}

interface Described {
  readonly files: readonly { readonly code: string; readonly link: string | null }[];
}

class Mover {
  readonly #parts: FileRouteParts;
  readonly #access: AccessContext;
  readonly #batchId: string;
  #step = 0;

  constructor(parts: FileRouteParts, access: AccessContext, batchId: string) {
    this.#parts = parts;
    this.#access = access;
    this.#batchId = batchId;
  }

  listAwaited(): Promise<readonly Awaited[]> {
    return listAwaited(this.#parts.house, this.#access, this.#batchId);
  }

  /** What cannot be moved is told, and keeps nobody else waiting. */
  async moveRecord({ caseId, described, has }: Awaited, moved: Moved): Promise<void> {
    const description = await this.#noting(moved, { caseId, file: null }, () => this.#describe(caseId, described));
    if (description === null) return;
    moved.records += 1;
    for (const { code, link } of description.files.filter((each) => !has.includes(each.code))) {
      const isMoved = await this.#noting(moved, { caseId, file: code }, () => this.#moveFile(caseId, code, link));
      if (isMoved === true) moved.files += 1;
    }
  }

  async #noting<T>(moved: Moved, of: Pick<Fault, 'caseId' | 'file'>, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || !['NOT_FOUND', 'INVALID_INPUT', 'CONFLICT'].includes(error.code))
        throw error;
      moved.faults.push({ ...of, code: error.code, message: error.message });
      return null;
    }
  }

  /** The links are good for this request only: the description is read anew each time, and told once. */
  async #describe(caseId: string, isTold: boolean): Promise<Described> {
    const call: TransferPackageCall = { access: this.#access, caseId };
    const opened = this.#parts.house.stream('cases', 'openTransferPackage', { ...call, body: null });
    const answer = (await opened) as TransferPackageAnswer;
    await this.#log(answer.stream, {
      outcomes: TOLD.map((field) => ({ coordinate: `Case.${field}`, outcome: 'SHOW', rule: answer.rule, count: 1 })),
      recordIds: { Case: [caseId] },
      about: [caseId],
    });
    const text = await textOf(answer.stream);
    if (!isTold) await this.#send('receiveDescription', { caseId, body: chunks(text) });
    return JSON.parse(text) as Described;
  }

  async #moveFile(caseId: string, fileCode: string, link: string | null): Promise<boolean> {
    if (link === null) throw new DomainError('NOT_FOUND', 'The case has no content for this file.');
    const call = { access: this.#access, link: link.replace('/files/', ''), range: null, body: null };
    const answer = (await this.#parts.house.stream('cases', 'openDownload', call)) as FileAnswer;
    const { stream, rule, materialId } = answer;
    if (stream === null) throw new DomainError('NOT_FOUND');
    await this.#log(stream, {
      outcomes: [{ coordinate: 'CaseMaterial.downloadLink', outcome: 'SHOW', rule, count: 1 }],
      recordIds: { CaseMaterial: [materialId], Case: [caseId] },
      about: [caseId],
    });
    try {
      await this.#send('receiveContent', { caseId, fileCode, body: stream });
    } finally {
      stream.destroy();
    }
    return true;
  }

  async #send(
    name: 'receiveDescription' | 'receiveContent',
    {
      body,
      ...call
    }: { readonly body: AsyncIterable<Uint8Array>; readonly caseId: string; readonly fileCode?: string },
  ): Promise<void> {
    const whole = { access: this.#access, batchId: this.#batchId, ...call, body };
    const answer = (await this.#parts.house.stream('holdings', name, whole)) as { readonly stream?: Readable };
    answer.stream?.resume();
  }

  /** Durable before the first byte moves. */
  async #log(stream: Readable, of: Pick<LogRow, 'outcomes' | 'recordIds' | 'about'>): Promise<void> {
    this.#step += 1;
    const requestId = `${this.#access.requestId}/${this.#step}`;
    const row = toLogRow({ ...this.#access, requestId }, 'POST /transfers/{batch}/content');
    try {
      await this.#parts.accessLog.write({ ...row, ...of, granted: [] });
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }
}

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text, 'utf8');
}

async function textOf(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of stream) parts.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(parts).toString('utf8');
}
