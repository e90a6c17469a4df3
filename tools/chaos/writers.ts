/**
 * What changes while the feed runs: records come, change, are opened, sealed, classified and destroyed, and the grant is
 * suspended, narrowed and given back. By a seed: the same acts on the same records.
 */
import { sql, type Kysely } from 'kysely';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { DomainError } from '../../schema/errors.ts';
import { packStored, type Custody, type Openness } from '../../schema/policy/label.ts';
import { publish, type EntityManager, type RunningSubgraph, type SubgraphName } from '../../subgraphs/kernel/index.ts';
import { bulkChunks, rowsOf } from '../demo/bulk.ts';
import type { Fixtures } from '../demo/fixtures.ts';
import { fixturesOf } from '../demo/stable.ts';

export type Running = ReadonlyMap<SubgraphName, RunningSubgraph>;

export interface WriterParts {
  readonly running: Running;
  readonly seed: number;
  /** Records that are there: cases of the bulk data. */
  readonly caseIds: readonly string[];
  /** Number of the first case that is not there yet. */
  readonly firstNew: number;
  /** Of so many changes of the grant one is made: each looks at everything that was told, and there is ever more of it. */
  readonly calm: number;
}

/** @returns how many rows it changed */
type Act = (lane: Lane) => Promise<number>;

/** One of several who write at the same time, each by its own dice. */
export class Lane {
  readonly #acts: readonly Act[];
  readonly dice: Fixtures;
  readonly parts: WriterParts;
  #next: number;

  /** @param of number of this lane, and how many there are: each has new cases of its own */
  constructor(parts: WriterParts, of: { readonly lane: number; readonly lanes: number }) {
    this.parts = parts;
    this.dice = fixturesOf(`chaos/${parts.seed}/${of.lane}`);
    this.#acts = ACTS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
    this.#next = parts.firstNew + of.lane * 10_000_000;
  }

  /** One act, whichever the dice say. @returns how many rows it changed */
  act(): Promise<number> {
    return this.dice.pick(this.#acts)(this);
  }

  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }

  some(most: number): string[] {
    const { caseIds } = this.parts;
    const count = this.dice.int(1, most);
    return [...new Set(Array.from({ length: count }, () => this.dice.pick(caseIds)))].toSorted();
  }

  subgraph(name: SubgraphName): RunningSubgraph {
    const found = this.parts.running.get(name);
    if (found === undefined) throw new RangeError(`${name} does not run`);
    return found;
  }

  async change(
    name: SubgraphName,
    statement: (db: Kysely<unknown>, tx: EntityManager) => Promise<number>,
  ): Promise<number> {
    return this.subgraph(name)
      .fork()
      .transactional((tx) => statement(tx.getKysely(), tx));
  }
}

const SET = 60;

const insertCases: Act = async (lane) => {
  const count = lane.dice.int(5, 20);
  let rows = 0;
  for (const chunk of bulkChunks({ from: lane.take(count), count, chunkSize: count })) {
    for (const name of ['licences', 'holdings', 'cases'] as const) await lane.subgraph(name).call('load', chunk[name]);
    rows += rowsOf(chunk);
  }
  return rows;
};

/** Public by statute: everybody who keeps a copy is told. */
const changeBasis: Act = (lane) =>
  lane.change('retention', async (db) => {
    const { numAffectedRows } = await sql`update retention.decision set basis = ${`依据${lane.dice.int(1, 999)}`}
      where id in (select id from retention.decision where case_id = any(${lane.some(SET)}::uuid[]) order by id for update)`.execute(
      db,
    );
    return Number(numAffectedRows ?? 0n);
  });

/** Shown under the grant alone, or to nobody. */
const changeLicences: Act = (lane) =>
  lane.change('licences', async (db) => {
    const status = lane.dice.pick(['VALID', 'SUSPENDED', 'CANCELLED']);
    const { numAffectedRows } = await sql`update licences.licence set current_status = ${status},
        remarks = ${`备注${lane.dice.int(1, 999)}`}
      where id in (select id from licences.licence
        where substr(id::text, 1, 2) = ${lane.dice.int(0, 255).toString(16).padStart(2, '0')}
        order by id limit ${SET} for update)`.execute(db);
    return Number(numAffectedRows ?? 0n);
  });

/** On their way to the archive: what is archived does not change. */
const changeCases: Act = (lane) =>
  lane.change('cases', async (db) => {
    const result = lane.dice.pick(['GRANTED', 'REFUSED']);
    const { numAffectedRows } = await sql`update cases.case_record set result = ${result},
        handler_name = ${`经办${lane.dice.int(1, 999)}`}
      where id in (select id from cases.case_record where state <> 'ARCHIVED'
          and id = any(${lane.some(10 * SET)}::uuid[]) order by id for update)`.execute(db);
    return Number(numAffectedRows ?? 0n);
  });

/** As a hall does it: with the event by which all others learn of it. */
const changeOpening =
  (openness: Openness, most: number): Act =>
  (lane) =>
    lane.change('holdings', async (db, tx) => {
      const { rows } = await sql<{ caseId: string; custody: Custody; hall: string | null; transferrer: string | null }>`
        select case_id as "caseId", custody, hall, transferrer from holdings.archival_record
        where case_id = any(${lane.some(most)}::uuid[]) order by case_id for update`.execute(db);
      const changed = rows.map(({ custody, ...row }) => {
        const other = { sensitive: false, destroyed: false, nonSharing: false };
        return { ...row, facts: packStored({ custody, openness, ...other }) };
      });
      await sql`update holdings.archival_record a set custody_facts = r.facts,
          opening_state = case when ${openness} = 'OPEN' then 'OPEN' else 'CONTROLLED' end, sealed = ${openness === 'SEALED'}
        from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r ("caseId" uuid, facts int)
        where a.case_id = r."caseId"`.execute(db);
      await publish(tx, 'holdings', 'CUSTODY_CHANGED', changed);
      return changed.length;
    });

/** Where nothing forbids it. */
const destroyOne: Act = async (lane) => {
  const input = { caseId: lane.dice.pick(lane.parts.caseIds), destroyedOn: '2026-11-20', listNumber: 'XH-2026-001' };
  try {
    await lane.subgraph('retention').call('destroy', input);
    return 1;
  } catch (error) {
    if (error instanceof DomainError && ['CONFLICT', 'NOT_FOUND'].includes(error.code)) return 0;
    throw error;
  }
};

/** What the grant names in the one half of its changes and does not in the other. */
const CUT = [
  'Case.applicantName',
  'Case.caseNumber',
  'ArchivalRecord.referenceCode',
  'RetentionDecision.dueOn',
] as const;

/** Suspended, or with fewer fields, for a while. */
const changeGrant: Act = async (lane) => {
  if (lane.dice.int(1, lane.parts.calm) > 1) return 0;
  const narrow = lane.dice.int(0, 1) === 1;
  if (narrow)
    await lane.change('sharing', async (db) => {
      await sql`update sharing.sharing_grant set named = case when 'Case.applicantName' = any(named)
          then array(select each from unnest(named) each where each <> all(${[...CUT]}::text[]))
          else named || ${[...CUT]}::text[] end
        where id = ${DEMO_GRANT_ID}::uuid`.execute(db);
      return 1;
    });
  const state = narrow || lane.dice.int(0, 1) === 1 ? 'ACTIVE' : 'SUSPENDED';
  await lane.subgraph('sharing').call('setGrantState', { id: DEMO_GRANT_ID, state });
  return 1;
};

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [40, insertCases],
  [60, changeBasis],
  [60, changeLicences],
  [50, changeCases],
  [20, changeOpening('OPEN', SET)],
  [15, changeOpening('CLOSED', SET)],
  [8, changeOpening('SEALED', 10)],
  [8, changeOpening('CLASSIFIED', 5)],
  [10, destroyOne],
  [2, changeGrant],
];

/** As it was when the run began. */
export async function restoreGrant(running: Running): Promise<void> {
  await running.get('sharing')?.call('setGrantState', { id: DEMO_GRANT_ID, state: 'ACTIVE' });
}
