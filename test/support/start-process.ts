/** A process that holds a database until it is killed: `start-process.ts pglite <folder>` or `postgresql <url>`. */
import { SUBGRAPHS } from '../../gateway/index.ts';
import { openPostgres, StartError } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { testServices } from './services.ts';

const [kind, where = ''] = process.argv.slice(2);
try {
  const database = kind === 'pglite' ? await openPglite(where) : await openPostgres(where);
  if (kind !== 'pglite') for (const subgraph of SUBGRAPHS) await subgraph.start(database, testServices());
  process.on('disconnect', () => process.exit());
  process.send?.({ pid: process.pid });
} catch (error) {
  process.send?.({ name: error instanceof StartError ? error.name : 'fault', message: String(error) });
  process.exit(1);
}
