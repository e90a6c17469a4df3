/** Files of licences over HTTP, as streams: taken in, handed out by links that are decided again, and verified. */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LicenceFileAnswer, Verified, VerifyFileCall } from '../subgraphs/licences/index.ts';
import {
  download,
  grantedBy,
  sendJson,
  toLogRow,
  upload,
  type Download,
  type FileRouteParts,
  type Keyed,
} from './file-answers.ts';

interface Verifying {
  readonly Querystring: { readonly identifier?: string };
}

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function serveLicenceFiles(app: FastifyInstance, parts: FileRouteParts): Promise<void> {
  await app.register(async (files) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    files.post<Verifying>('/licence-files/verify', (request, reply) => verify(parts, request, reply));
    for (const method of ['PUT', 'HEAD'] as const) {
      files.route<Keyed>({
        method,
        url: '/licence-files/*',
        handler: (request, reply) => upload(parts, { subgraph: 'licences', method }, request, reply),
      });
    }
    files.get<Keyed>('/licence-files/*', { exposeHeadRoute: false }, (request, reply) =>
      download(parts, DOWNLOAD, request, reply),
    );
  });
}

type VerifiedFile = Verified & { readonly stream?: Readable };

const DOWNLOAD: Download<LicenceFileAnswer> = {
  subgraph: 'licences',
  call: 'openDownload',
  toRow: (access, { typeName, recordId, licenceId, rule }) => ({
    ...toLogRow(access, 'GET /licence-files/{link}'),
    outcomes: [{ coordinate: `${typeName}.downloadLink`, outcome: 'SHOW', rule, count: 1 }],
    recordIds: { [typeName]: [recordId], Licence: [licenceId] },
    about: [licenceId],
    granted: grantedBy(access, rule, licenceId),
  }),
  disposition: ({ typeName }) =>
    `attachment; filename="${typeName === 'AnnotatedCopy' ? 'licence-copy.zip' : 'licence'}"`,
};

/** The verdict and nothing else: whose licence it is, the file may say, not we. */
async function verify(
  { admit, house, accessLog }: FileRouteParts,
  request: FastifyRequest<Verifying>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  const call: VerifyFileCall = {
    access,
    identifier: request.query.identifier ?? null,
    body: request.raw.iterator({ destroyOnReturn: false }),
  };
  const { verdict, licenceId, stream } = (await house.stream('licences', 'verifyFile', call)) as VerifiedFile;
  stream?.resume();
  await accessLog.write({
    ...toLogRow(access, 'POST /licence-files/verify'),
    outcomes: [],
    recordIds: licenceId === null ? {} : { Licence: [licenceId] },
    about: licenceId === null ? [] : [licenceId],
    granted: [],
  });
  return sendJson(request.id, reply, { verdict });
}
