/** Which record an id stands for, as a caller may see it: its type, its label class and who provides it, never a value. */
import type { AccessContext } from '../../schema/actor.ts';
import type { Label } from '../../schema/policy/label.ts';
import { Context, type Runtime } from '../kernel/index.ts';
import type { DisclosedRow, Records } from './records.ts';

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
    const found: Found[] = [];
    for (const records of [whole, ...parts]) found.push(await find(runtime, records, query));
    const place = found.find(({ row }) => row !== null) ?? NOTHING;
    const { row } = place;
    const isPart = row !== null && place !== found[0];
    const context = place.context ?? toContext(runtime, query.access);
    const isWholeThere = await whole.isPresent(context, isPart ? String(row['about']) : query.id);
    if (row === null || (isPart && !isWholeThere)) return null;
    const { provider } = row;
    return {
      typeName: row.__typename,
      label: row.label,
      provider: typeof provider === 'string' ? provider : null,
      isTombstone: row.tombstone !== null,
    };
  };
}

const NOTHING: Found = { row: null, context: null };

interface Found {
  readonly row: DisclosedRow | null;
  readonly context: Context | null;
}

async function find(runtime: Runtime, records: Records, query: LabelQuery): Promise<Found> {
  const own = toContext(runtime, query.access);
  const subjectRef = query.asSubject ? await records.findSubject(own, query.id) : query.access.subjectRef;
  const context = toContext(runtime, { ...query.access, subjectRef });
  return { row: await records.find(context, 'id', query.id), context };
}

function toContext({ services, fork }: Runtime, access: AccessContext): Context {
  return new Context(access, services, fork());
}
