/**
 * A process that executes one destruction list and is killed at one of its steps:
 * `destruction-process.ts <url> <agency> <list> <step>`. A step is a statement, or the deletion of a file.
 * Says how many steps it took when it comes to the end.
 */
import pg from 'pg';
import { LocalBlobStore } from '../../subgraphs/files/index.ts';
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { doneAs } from './disposal.ts';
import { startHouse } from './house.ts';
import { access, testServices } from './services.ts';

const PATIENCE_MS = 240_000;
const [url = '', agency = '', listId = '', step = ''] = process.argv.slice(2);
const blobDir = process.env['BLOB_DIR'] ?? '';
let steps = 0;
let isCounting = false;

/** Dies before the step that it is to die at: what was sent before has been sent. */
function count(prototype: object, method: string): void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') throw new TypeError(`${method} is no method`);
  Reflect.set(prototype, method, function counted(this: unknown, ...given: unknown[]): unknown {
    if (isCounting) {
      steps += 1;
      if (steps === Number(step)) process.kill(process.pid, 'SIGKILL');
    }
    return Reflect.apply(original, this, given);
  });
}
count(pg.Client.prototype, 'query');
count(LocalBlobStore.prototype, 'delete');

process.on('disconnect', () => process.exit());
const services = testServices();
const house = await startHouse(await openPostgres(url), { ...services, files: { ...services.files, blobDir } });
// What the one before has left comes first.
await house.settle(PATIENCE_MS);
isCounting = true;
const operator = access({ agency, actorId: 'operator', posts: ['OPERATOR'], useCause: '档案管理' });
await doneAs(house.retention, operator, 'executeDestruction', { listId });
await house.settle(PATIENCE_MS);
process.send?.(steps);
