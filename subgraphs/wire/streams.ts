/**
 * Calls with content going along, such as files: the call and its result are signed as any other, the content is not
 * part of either, and travels beside them as it comes.
 */
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../schema/errors.ts';
import type { RunningSubgraph } from '../kernel/index.ts';
import { signAnswer, type CallVerifier } from './access-signature.ts';

/** What such a call answers: all but the content can be JSON. */
interface Streamed {
  readonly stream?: Readable | null;
}

const INPUT = 'x-input';
const RESULT = 'x-result';

export function toHeader(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function fromHeader(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
}

/** `POST /stream/{name}`: input in a header, content as the body; result in a header, content as the answer. */
export async function serveStreams(
  app: FastifyInstance,
  running: RunningSubgraph,
  verifier: CallVerifier,
): Promise<void> {
  const { access: key } = running.services.keys;
  await app.register(async (streams) => {
    streams.removeAllContentTypeParsers();
    streams.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    streams.post<{ Params: { name: string } }>('/stream/:name', async (incoming, reply) => {
      const input = incoming.headers[INPUT];
      if (typeof input !== 'string') throw new DomainError('UNAUTHENTICATED');
      const access = verifier.verify(incoming.headers['x-access'], input, incoming.url);
      const body = incoming.raw.iterator({ destroyOnReturn: false });
      const call = { ...(fromHeader(input) as object), access, body };
      const { stream = null, ...result } = (await running.call(incoming.params.name, call)) as Streamed;
      const told = toHeader(result);
      return reply
        .headers({
          [RESULT]: told,
          'x-answer': signAnswer(key, String(incoming.headers['x-access']), { status: 200, body: told }),
          'content-type': 'application/octet-stream',
        })
        .send(stream ?? Buffer.alloc(0));
    });
  });
}
