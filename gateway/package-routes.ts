/** Offline packages over HTTP: `PUT /packages/{sha256}` takes one case in, as a stream, and says what became of it. */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../schema/errors.ts';
import type { PackageAnswer, PackageCall } from '../subgraphs/cases/index.ts';
import { sendJson, type FileRouteParts } from './file-answers.ts';

type PackageRouteParts = Pick<FileRouteParts, 'admit' | 'house'>;

interface Named {
  /** A digest is as long as a named parameter may be, so a wrong one is told as such, not as an unknown path. */
  readonly Params: { readonly '*': string };
}

const STATUS = {
  ACCEPTED: 201,
  ALREADY_THERE: 200,
  REFUSED: 422,
  RETURNED: 422,
} as const satisfies Record<PackageAnswer['outcome'], number>;

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function servePackages(app: FastifyInstance, parts: PackageRouteParts): Promise<void> {
  await app.register(async (packages) => {
    packages.removeAllContentTypeParsers();
    packages.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    packages.put<Named>('/packages/*', (request, reply) => receive(parts, request, reply));
  });
}

async function receive(
  { admit, house }: PackageRouteParts,
  request: FastifyRequest<Named>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  const call: PackageCall = {
    access,
    sha256: request.params['*'],
    sm3: parseHeader(request, 'x-package-sm3', /^[0-9a-f]{64}$/),
    run: parseHeader(request, 'x-import-run', /^[\w-]{1,64}$/),
    // A refusal leaves the rest unread; to destroy the stream would take the answer with it.
    body: request.raw.iterator({ destroyOnReturn: false }),
  };
  const { stream, ...answer } = (await house.stream('cases', 'receivePackage', call)) as PackageAnswer & {
    /** Empty, where the answer came over a connection that waits to be read to its end. */
    readonly stream?: Readable;
  };
  stream?.resume();
  void reply.code(STATUS[answer.outcome]);
  return sendJson(request.id, reply, answer);
}

/** @throws INVALID_INPUT naming the header */
function parseHeader({ headers }: FastifyRequest, name: string, form: RegExp): string | null {
  const text = headers[name];
  if (text === undefined) return null;
  if (typeof text === 'string' && form.test(text)) return text;
  throw new DomainError('INVALID_INPUT', `${name} does not have the form that is expected.`);
}
