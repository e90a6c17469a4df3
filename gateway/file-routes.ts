/** Content of files over HTTP: `PUT /files/{key}` takes it in, `GET /files/{link}` hands it out; both as streams. */
import type { FastifyInstance } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { FileAnswer } from '../subgraphs/cases/index.ts';
import {
  download,
  grantedBy,
  toLogRow,
  upload,
  type Download,
  type FileRouteParts,
  type Keyed,
  type LogRow,
} from './file-answers.ts';

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
    files.get<Keyed>('/files/*', { exposeHeadRoute: false }, (request, reply) =>
      download(parts, DOWNLOAD, request, reply),
    );
  });
}

const DOWNLOAD: Download<FileAnswer> = {
  subgraph: 'cases',
  call: 'openDownload',
  toRow,
  disposition: ({ disposition }) => disposition,
};

function toRow(access: AccessContext, { materialId, caseId, rule }: FileAnswer): LogRow {
  return {
    ...toLogRow(access, 'GET /files/{link}'),
    outcomes: [{ coordinate: 'CaseMaterial.downloadLink', outcome: 'SHOW', rule, count: 1 }],
    recordIds: { CaseMaterial: [materialId], Case: [caseId] },
    about: [caseId],
    granted: grantedBy(access, rule, caseId),
  };
}
