/** `GET /copies/{link}`: a copy on its way to who asked for it; and the keys that verify copies, for anybody. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { CopyAnswer, CopyDownloadCall } from '../subgraphs/holdings/index.ts';
import { toJwk, type Signing } from '../subgraphs/signing/index.ts';
import { grantedBy, toLogRow, type FileRouteParts, type Keyed, type LogRow } from './file-answers.ts';

export interface CopyRouteParts extends FileRouteParts {
  readonly signing: Pick<Signing, 'publicKeys'>;
}

export function serveCopies(app: FastifyInstance, parts: CopyRouteParts): void {
  app.get<Keyed>('/copies/*', { exposeHeadRoute: false }, (request, reply) => download(parts, request, reply));
  app.get('/.well-known/copy-keys.json', async (_request, reply) => {
    const keys = (await parts.signing.publicKeys()).map(toJwk);
    return reply.header('cache-control', 'public, max-age=60').send({ keys });
  });
}

/** The log is durable before the first byte leaves. @throws NOT_FOUND for whatever is not to be had */
async function download(
  { admit, spend, house, accessLog }: CopyRouteParts,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const admission = await admit(request.headers, request.id);
  const access: AccessContext = { ...admission.access, mode: 'FILE' };
  const call: CopyDownloadCall = { access, link: request.params['*'], range: request.headers.range ?? null };
  const answer = (await house.stream('holdings', 'openCopy', { ...call, body: null })) as CopyAnswer;
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
    'content-disposition': `attachment; filename="${answer.number}.pdf"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-request-id': request.id,
  });
  return reply.send(answer.stream ?? '');
}

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
