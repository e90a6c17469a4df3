/** `/verify`: whether a copy is valid, what kind it is and when it was made, for anybody. What is sent is not kept. */
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../schema/errors.ts';
import type { CopyVerdict } from '../subgraphs/holdings/index.ts';
import { verifySealed, type Signing } from '../subgraphs/signing/index.ts';
import type { House } from './house.ts';
import { VERIFY_CSP, verifyPage, type Outcome } from './verify-page.ts';

export interface VerifyRouteParts {
  readonly house: Pick<House, 'call'>;
  readonly signing: Pick<Signing, 'publicKeys'>;
}

/** As large as a copy can be. */
const MAX_FILE_BYTES = 96 * 1024 * 1024;
const MAX_FIELD_BYTES = 64;
/** Tries of one address in a minute; a code has 79 bits. */
const TRIES_A_MINUTE = 20;
const FILES_AT_A_TIME = 4;

/** Everything in a scope of its own: bodies of other routes are read as before. */
export async function serveVerification(app: FastifyInstance, parts: VerifyRouteParts): Promise<void> {
  let reading = 0;
  await app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 2, fieldSize: MAX_FIELD_BYTES, parts: 3 },
    });
    await scope.register(rateLimit, { global: false, errorResponseBuilder: () => new DomainError('LIMIT_EXCEEDED') });
    scope.setErrorHandler((error, request, reply) => {
      if (isTooMuch(error)) return answer(request, reply.code(429), 'TOO_MUCH');
      throw error;
    });
    scope.get('/verify', async (request, reply) => answer(request, reply, null));
    const tries = { rateLimit: { max: TRIES_A_MINUTE, timeWindow: 60_000 } };
    scope.post('/verify', { config: tries }, async (request, reply) => {
      if (reading >= FILES_AT_A_TIME) throw new DomainError('LIMIT_EXCEEDED');
      reading += 1;
      try {
        return await answer(request, reply, await judge(parts, request));
      } finally {
        reading -= 1;
      }
    });
  });
}

function isTooMuch(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'LIMIT_EXCEEDED';
  return error instanceof Error && 'statusCode' in error && (error.statusCode === 413 || error.statusCode === 429);
}

interface Sent {
  /** What the evidence of the file says of it; null: none that verifies. Undefined: no file was sent. */
  readonly manifest?: Awaited<ReturnType<typeof verifySealed>>;
  readonly number: string;
  readonly code: string;
}

async function judge(parts: VerifyRouteParts, request: FastifyRequest): Promise<Outcome> {
  if (!request.isMultipart()) return 'ASKED_NOTHING';
  const { manifest, number, code } = await read(parts, request);
  if (manifest === null) return 'NOT_VALID';
  if (manifest !== undefined) {
    const found = await ask(parts, { number: String(manifest['number']), code: null });
    return found !== null && found.kind === manifest['kind'] ? found : 'NOT_VALID';
  }
  if (number === '' || code === '') return 'ASKED_NOTHING';
  return (await ask(parts, { number, code })) ?? 'NOT_VALID';
}

/** The file goes by as it comes, and nothing of it stays. */
async function read({ signing }: VerifyRouteParts, request: FastifyRequest): Promise<Sent> {
  const fields = new Map<string, string>();
  let manifest: Sent['manifest'];
  for await (const part of request.parts()) {
    if (part.type === 'field') fields.set(part.fieldname, typeof part.value === 'string' ? part.value.trim() : '');
    else if (part.filename === undefined || part.filename === '') part.file.resume();
    else {
      manifest = await verifySealed(part.file, await signing.publicKeys());
      if (part.file.truncated) throw new DomainError('LIMIT_EXCEEDED');
    }
  }
  const sent = { number: fields.get('number') ?? '', code: fields.get('code') ?? '' };
  return manifest === undefined ? sent : { ...sent, manifest };
}

async function ask(
  { house }: VerifyRouteParts,
  question: { number: string; code: string | null },
): Promise<CopyVerdict | null> {
  return (await house.call('holdings', 'verifyIssued', question)) as CopyVerdict | null;
}

/** A page, or JSON for whoever asks for that. */
function answer(request: FastifyRequest, reply: FastifyReply, outcome: Outcome): FastifyReply {
  void reply.headers({
    'cache-control': 'no-store',
    'content-security-policy': VERIFY_CSP,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.id,
  });
  const isPage = request.headers.accept?.includes('application/json') !== true;
  if (isPage) return reply.type('text/html; charset=utf-8').send(verifyPage(outcome));
  const isVerdict = typeof outcome === 'object' && outcome !== null;
  return reply.send(isVerdict ? { valid: true, ...outcome } : { valid: false });
}
