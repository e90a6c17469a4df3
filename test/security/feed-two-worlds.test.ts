import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import { cases, type CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import { CASES, TestMirror } from '../support/feed.ts';
import { dataOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, testServices } from '../support/services.ts';

const QUERY = `query ($after: String) { caseChanges(after: $after, first: 7) { salt generation
  pageInfo { hasNextPage endCursor }
  edges { cursor node { sequence kind id version hash at dueBy obsolete record { disclosure { field reason } ${CASES.fields} } } } } }`;

/** Nothing of these records is for the consumer; the second world has them, and the first does not. */
const HIDDEN = packStored({
  custody: 'FORMING',
  openness: 'CLOSED',
  sensitive: true,
  destroyed: false,
  nonSharing: false,
});

describe.each(databases().slice(0, 1))(
  'two worlds that differ in what a consumer may not see, on $kind',
  ({ open }) => {
    const rows = createRows(53);
    const shown: CaseRow[] = Array.from({ length: 24 }, () => rows.caseRow());
    const hidden: CaseRow[] = Array.from({ length: 700 }, () => rows.caseRow({ sensitive: true }));
    const asker: AccessContext = access({ agency: rows.otherAgency, useCause: '核验' });
    let database: Database;
    let running: RunningSubgraph;
    beforeAll(async () => {
      database = await open();
      running = await cases.start(database, testServices());
      await running.call('load', { items: [rows.item] });
    }, 600_000);
    afterAll(() => database.close());

    const execute = (query: ReturnType<typeof sql>): Promise<unknown> => query.execute(running.fork().getKysely());

    /** Everything that the consumer is answered, in order; of cursors their length. */
    async function live(isRich: boolean): Promise<string[]> {
      const tables = [
        'case_record',
        'feed_consumer',
        'feed_class',
        'feed_told',
        'feed_entry',
        'feed_due',
        'feed_ack',
        'outbox',
      ];
      await execute(sql`truncate ${sql.join(tables.map((name) => sql.table(`cases.${name}`)))} restart identity`);
      await execute(sql`update cases.feed_watch set position = 0`);
      const answers: string[] = [];
      let after: string | null = null;
      const drain = async (): Promise<void> => {
        await numberAll(running);
        for (let more = true; more;) {
          const { caseChanges: page } = await dataOf(running, QUERY, asker, { after });
          more = page.pageInfo.hasNextPage;
          after = page.pageInfo.endCursor;
          answers.push(
            JSON.stringify(page, (key, value) => (key === 'cursor' || key === 'endCursor' ? value.length : value)),
          );
        }
        const rest = await dataOf(
          running,
          `{ caseReconciliation { agency records } caseTree { node { count hash } children { count hash } records { id hash } } }`,
          asker,
        );
        answers.push(JSON.stringify(rest));
      };
      // The salt is random: the two consumers are given one.
      await drain();
      await execute(sql`update cases.feed_consumer set salt = 'one'`);
      answers.length = 0;

      const load = (some: readonly CaseRow[]): Promise<unknown> => running.call('load', { cases: some });
      for (const part of [0, 1, 2]) {
        await load([
          ...shown.slice(part * 8, part * 8 + 8),
          ...(isRich ? hidden.slice(part * 200, part * 200 + 200) : []),
        ]);
        if (isRich) await load(hidden.slice(600 + part * 30, 630 + part * 30));
        await drain();
      }
      // What is hidden changes: values of records that are shown, and everything of those that are not.
      if (isRich) {
        await execute(sql`update cases.case_record set title = 'another', applicant_name = 'somebody', remarks = 'x'`);
        await execute(sql`update cases.case_record set region = '990222' where (facts & ${HIDDEN}) <> 0`);
        await execute(
          sql`update cases.case_record set facts = facts | 0, minor_until = '2026-11-22' where (facts & ${HIDDEN}) <> 0`,
        );
      }
      await drain();
      for (const { id } of shown.slice(0, 9)) {
        await execute(sql`update cases.case_record set region = '990333' where id = ${id}::uuid`);
        if (isRich)
          await execute(sql`update cases.case_record set remarks = ${String(id)} where (facts & ${HIDDEN}) <> 0`);
      }
      await drain();
      await execute(sql`update cases.case_record set facts = facts | ${HIDDEN} where id = ${shown[3]?.id}::uuid`);
      await drain();
      return answers;
    }

    it('answer alike, byte for byte: changes, numbers, counts and digests, however much happens to what is hidden', async () => {
      const poor = await live(false);
      const rich = await live(true);

      expect(poor.length).toBeGreaterThan(10);
      expect(poor.join('\n')).toContain('RESTRICTED');
      expect(rich).toEqual(poor);
    }, 600_000);

    it('are told apart by whoever may see it', async () => {
      const owner = { ...asker, agency: rows.agency };
      const mirror = new TestMirror(CASES);
      await mirror.drain(running, owner, 500);

      expect(mirror.held.size).toBe(shown.length + 690);
    }, 600_000);
  },
);
