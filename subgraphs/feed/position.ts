/** How far a consumer's log goes: for whoever tells it that there is something to pull, and nothing of what. */
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { effectiveGrant } from '../../schema/policy/access-class.ts';
import { Context, type Runtime } from '../kernel/index.ts';
import { advance } from './advance.ts';
import { consumerKey, openConsumer } from './consumer.ts';
import type { FeedStream } from './stream.ts';

export interface FeedPosition {
  readonly generation: number;
  /** It grows only with an entry: what the consumer may not see does not move it. */
  readonly sequence: number;
  /** The grant that was presented is not in force, and all that it showed has been taken back: nothing will follow. */
  readonly isOver: boolean;
}

/** Steps of one call: whoever asks will ask again. */
const STEPS = 20;

/** @param input `{ access }`. @returns null for whoever has no feed, or while nobody can tell whether its grant holds */
export async function readPosition(stream: FeedStream, runtime: Runtime, input: unknown): Promise<FeedPosition | null> {
  const { access } = input as { readonly access: AccessContext };
  if (!['NATIONAL_PLATFORM', 'AGENCY', 'ARCHIVE_HALL'].includes(access.role)) return null;
  const context = new Context(access, runtime.services, runtime.fork());
  try {
    await openConsumer(stream, context, consumerKey(context));
    let { consumer, more } = await advance(stream, context);
    for (let steps = 1; more && steps < STEPS; steps += 1) ({ consumer, more } = await advance(stream, context));
    const isOver = !more && access.grant !== null && effectiveGrant(access) === null;
    return { generation: consumer.generation, sequence: consumer.lastSequence, isOver };
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'FORBIDDEN' || error.code === 'UNAVAILABLE')) return null;
    throw error;
  }
}
