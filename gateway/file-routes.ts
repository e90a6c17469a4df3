/** Content of files over HTTP: `PUT /files/{key}` takes it in, `GET /files/{link}` hands it out; both as streams. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { DownloadCall, FileAnswer } from '../subgraphs/cases/index.ts';
import { grantedBy, toLogRow, upload, type FileRouteParts, type Keyed, type LogRow } from './file-answers.ts';

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function serveFiles(app: FastifyInstance, parts: FileRouteParts): Promise<void> {
  await app.register(async (files) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const method of ['PUT', 'HEAD'] as const) {
      files.route<Keyed>({
        method,
        url: '/files/*',
        handler: (request, reply) => upload(parts, { subgraph: 'cases', method }, request, reply),
      });
    }
    files.get<Keyed>('/files/*', { exposeHeadRoute: false }, (request, reply) => download(parts, request, reply));
  });
}

/** The log is durable before the first byte leaves. @throws NOT_FOUND for whatever is not to be had */
async function download(
  { admit, spend, house, accessLog }: FileRouteParts,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const admission = await admit(request.headers, request.id);
  const access: AccessContext = { ...admission.access, mode: 'FILE' };
  const call: DownloadCall = { access, link: request.params['*'], range: request.headers.range ?? null };
  const answer = (await house.stream('cases', 'openDownload', { ...call, body: null })) as FileAnswer;
  try {
    await spend({ ...admission, access });
    await accessLog.write(toRow(access, answer));
  } catch (error) {
    answer.stream?.destroy();
    throw error;
  }
  void reply.code(answer.status).headers({
    ...answer.headers,
    'content-type': 'application/octet-stream',
    'content-disposition': answer.disposition,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-request-id': request.id,
  });
  return reply.send(answer.stream ?? '');
}

function toRow(access: AccessContext, { materialId, caseId, rule }: FileAnswer): LogRow {
  return {
    ...toLogRow(access, 'GET /files/{link}'),
    outcomes: [{ coordinate: 'CaseMaterial.downloadLink', outcome: 'SHOW', rule, count: 1 }],
    recordIds: { CaseMaterial: [materialId], Case: [caseId] },
    about: [caseId],
    granted: grantedBy(access, rule, caseId),
  };
}
