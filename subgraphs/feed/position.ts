/** Where a consumer's log ends: asked by the gateway before it hints at anything. */
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { Context, type Runtime } from '../kernel/index.ts';
import { advance } from './advance.ts';
import { consumerKey, openConsumer } from './consumer.ts';
import type { FeedStream } from './stream.ts';

/** After so long it tells how far it has come: there is something to pull then anyway. */
const PATIENCE_MS = 500;

export interface FeedPosition {
  readonly generation: number;
  readonly sequence: number;
}

/**
 * Brings the log up to date first, so that what this consumer may not see moves nothing.
 *
 * @param input `{ access }`
 * @throws FORBIDDEN for whoever has no feed
 */
export async function feedPosition(
  stream: FeedStream,
  roles: readonly string[],
  { runtime, input }: { readonly runtime: Runtime; readonly input: unknown },
): Promise<FeedPosition> {
  const { access } = input as { readonly access: AccessContext };
  if (!roles.includes(access.role)) throw new DomainError('FORBIDDEN', undefined, { clause: '809 art. 22' });
  const context = new Context(access, runtime.services, runtime.fork());
  await openConsumer(stream, context, consumerKey(context));
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { consumer, more } = await advance(stream, context);
    if (more && performance.now() < until) continue;
    return { generation: consumer.generation, sequence: consumer.lastSequence };
  }
}
