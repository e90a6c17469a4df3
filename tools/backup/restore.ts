/** `backup -- verify` and `backup -- restore`: is it whole, and back into an installation that holds nothing. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startHouse } from '../../gateway/index.ts';
import { StartError, type Config, type Services } from '../../subgraphs/kernel/index.ts';
import { RESTORING } from '../../subgraphs/wire/index.ts';
import { replayDestructions } from '../replay-destructions.ts';
import { restoreContent, verifyContent } from './content.ts';
import { subjectKeyMark, type Head } from './head.ts';
import { openInstallation, type Installation } from './installation.ts';
import { JOURNAL_FILE, readJournal, type Destroyed } from './journal.ts';
import { isAsWritten } from './lines.ts';
import { countDiffering, isUntouched, loadRows } from './rows.ts';

/** @returns everything that is not as the head says; empty: the backup is whole */
export async function verifyBackup(folder: string, head: Head): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const part of [...head.tables, head.content, head.receipts])
    if (!(await isAsWritten(folder, part))) faults.push(`${part.file}: ALTERED or MISSING`);
  if (faults.length > 0) return faults;
  return verifyContent(join(folder, head.content.file), join(folder, 'content'));
}

export interface Restored {
  readonly rows: number;
  readonly files: number;
  /** Records that were destroyed after the backup, and were destroyed again. */
  readonly destroyedAgain: number;
  /** Tables whose rows are not as many as in the backup, and content that is not as it was. */
  readonly faults: readonly string[];
}

interface Marker {
  readonly backup: string;
  readonly rows: boolean;
}

export interface RestoreOptions {
  readonly config: Config;
  readonly services: Services;
  /** Destructions that the backup may be older than, beside those of its journal. */
  readonly destroyed?: readonly Destroyed[];
}

/**
 * Nothing is served from an installation while its restore has not ended (`RESTORING`). Rows go in as one transaction,
 * content file by file; whoever is killed is called again, and goes on.
 *
 * @throws StartError where something is already, or where keys or version are others
 * @clause 26号 art. 11
 */
export async function restoreBackup(folder: string, head: Head, options: RestoreOptions): Promise<Restored> {
  const { config, services } = options;
  if (subjectKeyMark(services.keys) !== head.subjectKey)
    throw new StartError('The subject key is not that of the backup: put KEY_DIR back first.');
  const damaged = [];
  for (const part of [...head.tables, head.content, head.receipts])
    if (!(await isAsWritten(folder, part))) damaged.push(part.file);
  if (damaged.length > 0) throw new StartError(`The backup is not whole: ${damaged.join(', ')}.`);
  const installation = await openInstallation(config, services);
  const faults: string[] = [];
  try {
    await putRows(installation, { folder, head, config });
    await restoreContent(folder, config.blobDir);
    faults.push(...(await putRightOnce(folder, config.blobDir)), ...(await countDiffering(installation.fork(), head)));
  } finally {
    await installation.close();
  }
  const destroyedAgain = await destroyAgain(folder, options);
  rmSync(markerOf(config));
  const rows = head.tables.reduce((sum, { lines }) => sum + lines, 0);
  return { rows, files: head.content.lines, destroyedAgain, faults };
}

function markerOf({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, RESTORING);
}

interface Putting {
  readonly folder: string;
  readonly head: Head;
  readonly config: Config;
}

async function putRows(installation: Installation, { folder, head, config }: Putting): Promise<void> {
  const file = markerOf(config);
  const marker = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Marker) : null;
  if (marker !== null && marker.backup !== head.name)
    throw new StartError(`Another restore has not ended here: that of ${marker.backup}. End it first.`);
  if (marker === null && !(await isUntouched(installation.fork())))
    throw new StartError('There are records in this database already: restore into an empty one.');
  if (marker?.rows === true) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ backup: head.name, rows: false }), { flush: true });
  await loadRows(installation.fork(), folder, head);
  writeFileSync(file, JSON.stringify({ backup: head.name, rows: true }), { flush: true });
}

/** What was there already from before is copied anew where it is not as it should be. @returns what is broken still */
async function putRightOnce(folder: string, blobDir: string): Promise<readonly string[]> {
  const list = join(folder, 'content.ndjson');
  const broken = await verifyContent(list, blobDir);
  if (broken.length === 0) return [];
  await restoreContent(folder, blobDir, new Set(broken.map((each) => each.slice(0, 32))));
  return verifyContent(list, blobDir);
}

/** Before anybody is served: what was destroyed after the backup was made is destroyed again. */
async function destroyAgain(folder: string, { config, services, destroyed = [] }: RestoreOptions): Promise<number> {
  const installation = await openInstallation(config, services);
  const house = await startHouse(installation.database, services, () => undefined);
  try {
    let again = 0;
    const take = async (page: readonly Destroyed[]): Promise<void> => {
      again += Number(await house.call('retention', 'takeDestroyed', page));
    };
    for await (const page of readJournal(join(dirname(folder), JOURNAL_FILE))) await take(page);
    if (destroyed.length > 0) await take(destroyed);
    if (again > 0) await house.settle();
    await replayDestructions(house);
    return again;
  } finally {
    await house.close();
  }
}
