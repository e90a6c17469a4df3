/** Vitest's global set-up: gives the databases of a run a common name, and drops at its end what the workers left. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const SERVER = process.env['TEST_DATABASE_URL'] || 'postgresql://root@127.0.0.1:5432/test';

export default function setup(): () => Promise<void> {
  const prefix = `asg_test_${randomBytes(4).toString('hex')}`;
  process.env['TEST_DATABASES'] = prefix;
  return async () => {
    const client = new pg.Client({ connectionString: SERVER });
    try {
      await client.connect();
    } catch {
      return; // No server, no databases.
    }
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [`${prefix}_`],
    );
    for (const { name } of rows) await client.query(`drop database if exists "${name}" with (force)`);
    await client.end();
  };
}
