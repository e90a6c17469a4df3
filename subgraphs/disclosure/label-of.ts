/** Which record an id stands for, as a caller may see it: its type, its label class and who provides it, never a value. */
import type { AccessContext } from '../../schema/actor.ts';
import type { Label } from '../../schema/policy/label.ts';
import { Context, type Runtime } from '../kernel/index.ts';
import type { Records } from './records.ts';

export interface LabelQuery {
  readonly access: AccessContext;
  readonly id: string;
  /** As if the caller were the subject of the record; who that is stays in the subgraph. Without subjects: nobody. */
  readonly asSubject: boolean;
}

export interface LabelledRecord {
  readonly typeName: string;
  readonly label: Label;
  readonly provider: string | null;
  readonly isTombstone: boolean;
}

/** Records, and those whose parts they are: nobody comes to a part but by its whole. */
export interface Kinds {
  readonly whole: Records;
  readonly parts?: readonly Records[];
}

/**
 * The call by which a subgraph answers for its records. An unknown id and one that is absent for this caller are both
 * null, and both take every look-up there is.
 */
export function labelCall({ whole, parts = [] }: Kinds) {
  return async (runtime: Runtime, input: unknown): Promise<LabelledRecord | null> => {
    const query = input as LabelQuery;
    let found: LabelledRecord | null = null;
    for (const each of [whole, ...parts]) found = (await labelOf({ runtime, records: each, whole }, query)) ?? found;
    return found;
  };
}

interface Place {
  readonly runtime: Runtime;
  readonly records: Records;
  readonly whole: Records;
}

async function labelOf({ runtime, records, whole }: Place, query: LabelQuery): Promise<LabelledRecord | null> {
  const { services } = runtime;
  const subjectRef = query.asSubject
    ? await records.findSubject(new Context(query.access, services, runtime.fork()), query.id)
    : query.access.subjectRef;
  const context = new Context({ ...query.access, subjectRef }, services, runtime.fork());
  const row = await records.find(context, 'id', query.id);
  const isReachable = records === whole || (await whole.isPresent(context, String(row?.['about'] ?? '')));
  if (row === null || !isReachable) return null;
  const { provider } = row;
  return {
    typeName: row.__typename,
    label: row.label,
    provider: typeof provider === 'string' ? provider : null,
    isTombstone: row.tombstone !== null,
  };
}
