/**
 * Writes cases that came in packages: those that are ready at the same moment go in one transaction, since the sync of a
 * commit costs more than the rows of a small case. Each is there as a whole or not at all.
 */
import { sql } from 'kysely';
import { publish, type EntityManager, type Runtime, type Services } from '../../../kernel/index.ts';
import { publishCases } from '../../events.ts';
import { SCHEMA } from '../handling.ts';
import { TABLES, type CaseRows } from './rows.ts';

/** In one transaction: enough to share a commit, few enough to keep it short. */
const TOGETHER = 32;

export interface WriteOrder {
  readonly rows: CaseRows;
  /** The entry of the act. */
  readonly entry: Readonly<Record<string, unknown>>;
}

interface Waiting extends WriteOrder {
  readonly resolve: (written: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const writers = new WeakMap<Services, CaseWriter>();

export function writerOf(runtime: Runtime): CaseWriter {
  const known = writers.get(runtime.services) ?? new CaseWriter(runtime);
  writers.set(runtime.services, known);
  return known;
}

export class CaseWriter {
  readonly #runtime: Runtime;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * Durable when it returns.
   *
   * @returns false when somebody else has brought the same record, or its key, in between; then nothing is written
   */
  write(order: WriteOrder): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...order, resolve, reject });
      if (!this.#isWriting) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, TOGETHER);
      await this.#writeBatch(batch);
    }
    this.#isWriting = false;
  }

  /** One that the database does not take does not take the others with it. */
  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.#runtime.fork().transactional((tx) => writeAll(tx, batch));
      for (const { rows, resolve } of batch) resolve(written.has(rows.caseId));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const each of batch) await this.#writeBatch([each]);
    }
  }
}

async function writeAll(tx: EntityManager, batch: readonly WriteOrder[]): Promise<ReadonlySet<string>> {
  const db = tx.getKysely();
  const records = JSON.stringify(batch.map(({ rows }) => rows.record));
  const names = sql.join(Object.keys(batch[0]?.rows.record ?? {}).map((name) => sql.id(name)));
  const inserted = await sql<{ id: string }>`insert into cases.case_record (${names})
    select ${names} from jsonb_populate_recordset(null::cases.case_record, ${records}::jsonb)
    on conflict do nothing returning id`.execute(db);
  const won = new Set(inserted.rows.map(({ id }) => id));
  const orders = batch.filter(({ rows }) => won.has(rows.caseId));
  if (orders.length === 0) return won;
  await insertContent(tx, orders);
  const ids = orders.map(({ rows }) => rows.caseId);
  await sql`update cases.case_record set state = 'ARCHIVED' where id = any(${ids}::uuid[])`.execute(db);
  await publishCases(tx, ids);
  const checked = orders.flatMap(({ rows }) => rows.checked.map((each) => ({ caseId: rows.caseId, ...each })));
  await publish(tx, SCHEMA, 'CASE_CHECKED', checked);
  const entries = orders.map(({ entry, rows }) => ({ ...entry, target: rows.caseId }));
  await publish(tx, SCHEMA, 'ACT', entries);
  return won;
}

/** All tables in one statement: the way to the database and back costs more than the rows of a small case. */
async function insertContent(tx: EntityManager, orders: readonly WriteOrder[]): Promise<void> {
  const inserts = TABLES.flatMap((table) => {
    const rows = orders.flatMap(({ rows: { content } }) => content[table]);
    const [first] = rows;
    if (first === undefined) return [];
    const names = sql.join(Object.keys(first).map((name) => sql.id(name)));
    const into = sql.table(`cases.${table}`);
    return sql`${sql.id(table)} as (insert into ${into} (${names})
      select ${names} from jsonb_populate_recordset(null::${into}, ${JSON.stringify(rows)}::jsonb))`;
  });
  if (inserts.length > 0) await sql`with ${sql.join(inserts)} select 1`.execute(tx.getKysely());
}
