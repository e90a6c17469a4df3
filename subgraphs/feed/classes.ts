/** The label classes of one consumer, each with how its fields were disclosed when a record was told of. */
import { sql } from 'kysely';
import type { EntityManager } from '../kernel/index.ts';
import type { ToldClass } from './rights.ts';

export class Classes {
  readonly #tx: EntityManager;
  readonly #schema: string;
  readonly #consumer: number;
  readonly #known: ToldClass[];

  private constructor(tx: EntityManager, of: { schema: string; consumer: number }, known: ToldClass[]) {
    this.#tx = tx;
    this.#schema = of.schema;
    this.#consumer = of.consumer;
    this.#known = known;
  }

  /** In a transaction that holds the consumer. */
  static async read(tx: EntityManager, of: { schema: string; consumer: number }): Promise<Classes> {
    const { rows } = await sql<ToldClass>`select id, label, signature from ${sql.table(`${of.schema}.feed_class`)}
      where consumer = ${of.consumer} order by id`.execute(tx.getKysely());
    return new Classes(tx, of, rows);
  }

  all(): readonly ToldClass[] {
    return this.#known;
  }

  signature(id: number): string {
    return this.#known.find((each) => each.id === id)?.signature ?? '';
  }

  /** There are few: as many as there are kinds of record for one caller, and outcomes of them. */
  async idOf(label: number, signature: string): Promise<number> {
    const known = this.#known.find((each) => each.label === label && each.signature === signature);
    if (known !== undefined) return known.id;
    const made = { id: this.#known.length + 1, label, signature };
    await sql`insert into ${sql.table(`${this.#schema}.feed_class`)} (consumer, id, label, signature)
      values (${this.#consumer}, ${made.id}, ${label}, ${signature})`.execute(this.#tx.getKysely());
    this.#known.push(made);
    return made.id;
  }
}
