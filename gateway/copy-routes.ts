/** `GET /copies/{link}`: a copy on its way to who asked for it; and the keys that verify copies, for anybody. */
import type { FastifyInstance } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { CopyAnswer } from '../subgraphs/holdings/index.ts';
import { toJwk, type Signing } from '../subgraphs/signing/index.ts';
import {
  download,
  grantedBy,
  toLogRow,
  type Download,
  type FileRouteParts,
  type Keyed,
  type LogRow,
} from './file-answers.ts';

export interface CopyRouteParts extends FileRouteParts {
  readonly signing: Pick<Signing, 'publicKeys'>;
}

export function serveCopies(app: FastifyInstance, parts: CopyRouteParts): void {
  app.get<Keyed>('/copies/*', { exposeHeadRoute: false }, (request, reply) =>
    download(parts, DOWNLOAD, request, reply),
  );
  app.get('/.well-known/copy-keys.json', async (_request, reply) => {
    const keys = (await parts.signing.publicKeys()).map(toJwk);
    return reply.header('cache-control', 'public, max-age=60').send({ keys });
  });
}

const DOWNLOAD: Download<CopyAnswer> = {
  subgraph: 'holdings',
  call: 'openCopy',
  toRow,
  disposition: ({ number }) => `attachment; filename="${number}.pdf"`,
};

/** Everything that the copy holds, each by the rule that shows it now. */
function toRow(access: AccessContext, { disclosed, recordId, caseId }: CopyAnswer): LogRow {
  const kinds = Map.groupBy(disclosed, ({ coordinate, effect, rule }) => `${coordinate} ${effect} ${rule}`);
  const outcomes = [...kinds.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ coordinate: first.coordinate, outcome: first.effect, rule: first.rule, count: more.length + 1 }],
  );
  const files = disclosed.filter((each) => each.coordinate === 'RecordFile.name').map((each) => each.recordId);
  const byGrant = disclosed.find(({ rule }) => rule === 'R16')?.rule ?? 'R0';
  return {
    ...toLogRow(access, 'GET /copies/{link}'),
    outcomes,
    recordIds: { ArchivalRecord: [recordId], Case: [caseId], ...(files.length > 0 && { RecordFile: files }) },
    about: [caseId],
    granted: grantedBy(access, byGrant, caseId),
  };
}
