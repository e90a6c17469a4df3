/** `npm run -s backup -- create|verify|restore|rehearse|journal`: rows and content of one installation, and back. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { loadServices, readConfig, StartError, type Config, type Services } from '../subgraphs/kernel/index.ts';
import { createBackup } from './backup/create.ts';
import { backupKey, readHead } from './backup/head.ts';
import { openInstallation, type Installation } from './backup/installation.ts';
import { keepJournal } from './backup/journal.ts';
import { record, rehearse } from './backup/rehearse.ts';
import { restoreBackup, verifyBackup } from './backup/restore.ts';

const HELP = `usage: npm run -s backup -- create FOLDER      rows and content into a new backup below FOLDER
       npm run -s backup -- verify BACKUP      signature, and every byte of it
       npm run -s backup -- restore BACKUP     into DATABASE_URL and DATA_DIR, which hold nothing yet
       npm run -s backup -- rehearse BACKUP    into a scratch database and store; prints a report and records it
       npm run -s backup -- journal FOLDER     writes down what was destroyed since, for a restore to be held against

The environment is that of the installation (DATABASE_URL, DATA_DIR, KEY_DIR). On the embedded database stop it first.
A backup is signed with KEY_DIR/backup.key and readable by its owner alone; it is not encrypted: put it on a medium that
is. Keys are not in it: keep KEY_DIR apart, without its subject key nothing can be restored. A restore that was killed
goes on when it is called again; until it has ended nothing is served.
`;

const COMMANDS = { create, verify, restore, rehearse: rehearseIt, journal };

const [name = '', where] = process.argv.slice(2);
if (name === '--help' || !isCommand(name) || where === undefined) {
  process.stderr.write(HELP);
  process.exitCode = name === '--help' ? 0 : 1;
} else {
  await run(COMMANDS[name], resolve(where));
}

function isCommand(text: string): text is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, text);
}

interface Setting {
  readonly config: Config;
  readonly services: Services;
}

async function run(command: (setting: Setting, where: string) => Promise<boolean>, where: string): Promise<void> {
  try {
    const config = readConfig();
    if (!(await command({ config, services: loadServices(config) }, where))) process.exitCode = 2;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function withLive<T>({ config, services }: Setting, work: (live: Installation) => Promise<T>): Promise<T> {
  const live = await openInstallation(config, services);
  try {
    return await work(live);
  } finally {
    await live.close();
  }
}

async function create(setting: Setting, root: string): Promise<boolean> {
  return withLive(setting, async (installation) => {
    const { folder, head } = await createBackup({ ...setting, installation }, root);
    const rows = head.tables.reduce((sum, { lines }) => sum + lines, 0);
    print(`${folder}`, `${rows} rows, ${head.content.lines} files, ${head.contentBytes} bytes`);
    return tell(head.faults, 'What rows name is not as it should be; inspect the store:');
  });
}

async function verify({ config }: Setting, folder: string): Promise<boolean> {
  const head = readHead(folder, backupKey(config));
  const faults = await verifyBackup(folder, head);
  if (faults.length === 0) print(`${head.name} of ${head.at} is whole: ${head.content.lines} files, signature valid.`);
  return tell(faults, `${head.name} is not whole:`);
}

async function restore({ config, services }: Setting, folder: string): Promise<boolean> {
  const head = readHead(folder, backupKey(config));
  const { rows, files, destroyedAgain, faults } = await restoreBackup(folder, head, { config, services });
  print(`${rows} rows and ${files} files of ${head.at} are back; ${destroyedAgain} records were destroyed again.`);
  return tell(faults, 'Not as it was:');
}

async function rehearseIt(setting: Setting, folder: string): Promise<boolean> {
  const head = readHead(folder, backupKey(setting.config));
  return withLive(setting, async (live) => {
    const rehearsed = await rehearse({ ...setting, folder, head }, live);
    print(`Rehearsal of ${head.name}: ${rehearsed.succeeded ? 'succeeded' : 'FAILED'}`, ...rehearsed.report);
    await record(live, head, rehearsed, userInfo().username);
    return rehearsed.succeeded;
  });
}

async function journal(setting: Setting, folder: string): Promise<boolean> {
  return withLive(setting, async (live) => {
    print(`${await keepJournal(live, folder)} destructions added.`);
    return true;
  });
}

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** @returns whether there is nothing to tell */
function tell(faults: readonly string[], before: string): boolean {
  if (faults.length > 0) print(before, ...faults.slice(0, 100));
  return faults.length === 0;
}
