/** When a client has gone, what is under way for it is called off. */
import type { FastifyReply } from 'fastify';

/** Aborted when the connection ends before the answer has been sent. */
export function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new DOMException('The client has left.', 'AbortError'));
  });
  return controller.signal;
}
