/** What nobody asks for: automatic archiving, archiving that was broken off, and content that no row names. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant, toShanghaiDate } from '../../../schema/ids.ts';
import { parseBlobId, type LocalBlobStore } from '../../files/index.ts';
import { Context, type Chore, type Runtime, type Services } from '../../kernel/index.ts';
import { sweepArrived } from '../../packages/index.ts';
import { preservationChores } from '../../preservation/index.ts';
import { KEEPING } from '../keeping.ts';
import { archiveCase } from './archiving.ts';
import { fetchCalledFiles } from './called-files.ts';
import { eraseContent } from './erasure.ts';
import { STAGING } from './receiving/receive-package.ts';
import { storesOf } from './stores.ts';

const LOOK_MS = 1_000;
const SWEEP_MS = 10 * 60_000;
const BATCH = 20;
const LOOKED_AT = 500;
/** Longer than the longest stretch of archiving: whoever began it is gone. */
const BROKEN_OFF_MS = 2 * 60_000;

/** Once in a while, for each installation that runs in this process. */
function everyMs(ms: number, chore: Chore): Chore {
  const last = new WeakMap<Services, number>();
  return async (runtime, sources) => {
    const now = Date.now();
    if (now - (last.get(runtime.services) ?? 0) < ms) return 0;
    last.set(runtime.services, now);
    return chore(runtime, sources);
  };
}

interface Waiting {
  readonly caseId: string;
  readonly agency: string;
  readonly state: string;
}

/**
 * Archives completed cases and parts whose scope says that it is automatic, and takes up what was broken off: what
 * this process has seen standing in the same state for so long. Clocks of callers say nothing about that.
 *
 * @returns how many were archived or returned
 * @clause 26号 art. 9
 */
export async function archiveWaiting(runtime: Runtime, brokenOffMs: number = BROKEN_OFF_MS): Promise<number> {
  const { rows } = await sql<Waiting>`with side as (
      select r.id as case_id, null as part, r.forming_unit as agency, r.state, r.item_id from cases.case_record r
        where r.state in ('COMPLETED', 'COLLECTED', 'CHECKED', 'EXCHANGED') and r.system is not null
      union all
      select p.case_id, p.agency, p.agency, p.state, r.item_id from cases.case_part p join cases.case_record r on r.id = p.case_id
        where p.state in ('COMPLETED', 'COLLECTED', 'CHECKED', 'EXCHANGED') and r.system is not null)
    select side.case_id as "caseId", side.agency, side.state from side join cases.service_item i on i.id = side.item_id
    where side.state <> 'COMPLETED' or (exists (select 1 from cases.scope_list s where s.agency = side.agency
        and s.task_code = i.task_code and s.item_version = i.version and s.state = 'APPROVED' and s.automatic)
      and not exists (select 1 from cases.licence_snapshot l where l.case_id = side.case_id
        and l.part_agency is not distinct from side.part and l.file_state in ('AWAITED', 'MISSING')))
    order by side.case_id limit ${LOOKED_AT}`.execute(runtime.fork().getKysely());
  const stands = standing(runtime.services, rows);
  const due = rows.filter((each) => each.state === 'COMPLETED' || Date.now() - stands(each) >= brokenOffMs);
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (const { caseId, agency } of due.slice(0, BATCH)) {
    const context = new Context(toAccess(agency), runtime.services, runtime.fork());
    outcomes.push(...(await Promise.allSettled([archiveCase(context, caseId)])));
  }
  // One that cannot be archived keeps nobody waiting; what it met is told when the others are done.
  const faults = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const fault = faults.find((error) => !(error instanceof DomainError && error.code === 'CONFLICT'));
  if (fault !== undefined) throw fault;
  return outcomes.length - faults.length;
}

const seen = new WeakMap<Services, Map<string, number>>();

/** Since when each has been seen as it stands; what stands so no longer is forgotten. */
function standing(services: Services, rows: readonly Waiting[]): (of: Waiting) => number {
  const keyOf = ({ caseId, agency, state }: Waiting): string => `${caseId} ${agency} ${state}`;
  const before = seen.get(services);
  const now = new Map(rows.map((row) => [keyOf(row), before?.get(keyOf(row)) ?? Date.now()]));
  seen.set(services, now);
  return (of) => now.get(keyOf(of)) ?? Date.now();
}

/** The house itself acts for the agency, under a name that no token has. */
function toAccess(agency: string): AccessContext {
  const now = Date.now();
  return {
    requestId: randomUUID(),
    role: 'AGENCY',
    actorId: 'automatic-archiving',
    agency,
    predecessors: [],
    region: null,
    posts: ['ARCHIVIST'],
    subjectRef: null,
    onBehalfOf: null,
    useCause: null,
    mode: 'API',
    at: toInstant(now),
    today: toShanghaiDate(now),
    grant: null,
    demand: null,
    epoch: 0,
    policyVersion: 'automatic',
  };
}

/** How long content may lie before something must name it. */
export interface SweepAges {
  /** In the store, and in no row: between the two there is a moment. */
  readonly unnamedMs: number;
  /** Sent, and attached to nothing: the system may have been down. */
  readonly unattachedMs: number;
}

const AGES: SweepAges = { unnamedMs: 60 * 60_000, unattachedMs: 7 * 24 * 60 * 60_000 };
const RECEIPTS_MS = 30 * 24 * 60 * 60_000;

/**
 * Deletes content that no row names: what a killed process left, what was withdrawn, and what belonged to destroyed
 * records.
 *
 * @returns how many files were deleted
 * @clause 令22 art. 30
 */
export async function sweepFiles(runtime: Runtime, ages: SweepAges = AGES): Promise<number> {
  const { intake, archive, uploads } = await storesOf(runtime.services);
  const before = toInstant(Date.now() - ages.unattachedMs);
  await sql`delete from cases.case_file where case_id is null and at < ${before}::timestamptz`.execute(
    runtime.fork().getKysely(),
  );
  const swept = (await sweepStore(runtime, intake, ages)) + (await sweepStore(runtime, archive, ages));
  await Promise.all([intake, archive].map((store) => store.sweepTemporary(ages.unnamedMs)));
  await uploads.sweep(RECEIPTS_MS);
  await sweepArrived(join(runtime.services.files.blobDir, STAGING), ages.unnamedMs);
  return swept;
}

const LOOK_UP = 500;

async function sweepStore(runtime: Runtime, store: LocalBlobStore, { unnamedMs }: SweepAges): Promise<number> {
  let swept = 0;
  let ids: string[] = [];
  const flush = async (): Promise<void> => {
    const { rows } = await sql<{ id: string }>`select id from cases.case_file where id = any(${ids}::text[])`.execute(
      runtime.fork().getKysely(),
    );
    const named = new Set(rows.map(({ id }) => id));
    for (const id of ids.filter((each) => !named.has(each))) {
      const blobId = parseBlobId(id);
      if (blobId !== null) await store.delete(blobId);
      swept += 1;
    }
    ids = [];
  };
  for await (const { id, storedAtMs } of store.list()) {
    if (Date.now() - storedAtMs < unnamedMs) continue;
    ids.push(id);
    if (ids.length >= LOOK_UP) await flush();
  }
  if (ids.length > 0) await flush();
  return swept;
}

/** Not at the first turn of a process: whoever only reads opens no store. */
function sweepNowAndThen(): Chore {
  const chore = everyMs(SWEEP_MS, (runtime) => sweepFiles(runtime));
  const begun = new WeakMap<Services, number>();
  return async (runtime, sources) => {
    const now = Date.now();
    const since = begun.get(runtime.services) ?? now;
    begun.set(runtime.services, since);
    return now - since < SWEEP_MS ? 0 : chore(runtime, sources);
  };
}

export const chores: readonly Chore[] = [
  everyMs(LOOK_MS, (runtime) => archiveWaiting(runtime)),
  eraseContent,
  fetchCalledFiles,
  sweepNowAndThen(),
  ...preservationChores(KEEPING),
];
