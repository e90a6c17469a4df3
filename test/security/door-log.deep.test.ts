/** The door once more, from outside: a gateway that logs all it can prints nothing of what bears a secrecy mark. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { readConfig, type Config } from '../../subgraphs/kernel/index.ts';
import { caseStory, INTAKE } from '../../tools/demo/intake.ts';
import { headersOf, type IdentityName } from '../support/gateway.ts';

const MARKS = ['绝密★长期', '机　密　★　１０　年', '【机密】', '密级：秘密', '工作秘密★3年', 'TOP SECRET'] as const;
/** Stands beside each mark, and nowhere else. */
const CANARY = '暗号丙寅九九四二';
const ADMITTED = '准入丁卯三三八八';
const ITEM = {
  taskCode: `${DEMO_BODIES.housing}3000199001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};
const PROCESS = join(import.meta.dirname, '../support/gateway-process.ts');
const PATIENCE_MS = 60_000;

let folder: string;
let config: Config;
let gateway: ChildProcess;
let printed = '';
let url = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asg-door-log-'));
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'debug', DATA_DIR: folder, PORT: '0' };
  config = readConfig(env);
  const { PATH } = process.env;
  gateway = spawn(process.execPath, ['--import', 'tsx', PROCESS], { env: { ...env, PATH } });
  for (const stream of [gateway.stdout, gateway.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await vi.waitFor(
    () => {
      url = /^ready (\S+)$/m.exec(printed)?.[1] ?? '';
      expect(url).not.toBe('');
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
  const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
  const item = { taskCode, version, name, itemType: 'CONFIRMATION' };
  await ask('housing-archivist', INTAKE.registerItem, { input: item });
  await ask('housing-archivist', INTAKE.registerSystem, { input: { system: 'housing-system', taskCode, region } });
}, PATIENCE_MS);
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return;
  gateway.kill('SIGTERM');
  await once(gateway, 'close');
}

async function ask(as: IdentityName, query: string, variables: Readonly<Record<string, unknown>>): Promise<string> {
  const headers = { 'content-type': 'application/json', ...(await headersOf(config, { as })) };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return answer.text();
}

async function send(key: string, body: string): Promise<string> {
  const headers = {
    'content-type': 'application/octet-stream',
    ...(await headersOf(config, { as: 'housing-system' })),
  };
  const answer = await fetch(`${url}/files/${encodeURIComponent(key)}`, { method: 'PUT', headers, body });
  return answer.text();
}

it(
  'what is refused at the door is in no log and in no file, whichever way it came',
  { timeout: PATIENCE_MS },
  async () => {
    const { open } = caseStory(ITEM, 1, 'log');
    expect(await ask('housing-system', INTAKE.openCase, { input: { ...open, title: ADMITTED } })).toContain('"id"');
    for (const [at, mark] of MARKS.entries()) {
      const said = `${CANARY} ${mark}`;
      const input = { ...open, systemKey: `log-${at}`, title: said };
      expect([mark, await ask('housing-system', INTAKE.openCase, { input })]).toEqual([
        mark,
        expect.stringMatching(/SECRECY_/),
      ]);
      expect([mark, await send(`log-${at}`, `<a><b>${said}</b></a>`)]).toEqual([
        mark,
        expect.stringMatching(/SECRECY_/),
      ]);
      // Where it does not belong: in place of a number, of a key, of an operation, of a file's key.
      expect(await ask('housing-system', INTAKE.addStep, { input: { caseId: said, sequence: said } })).toContain(
        'errors',
      );
      expect(await ask('housing-system', `query { case(id: "${said}") { nothingLikeIt } } # ${said}`, {})).toContain(
        'errors',
      );
      expect(await ask('housing-system', `query { "${said}" }`, {})).toContain('errors');
      await send(said, `<a>${said}</a>`);
    }
    // A fault is what the log tells most of: a disk that fails while marked content comes.
    renameSync(join(folder, 'blobs', 'intake'), join(folder, 'blobs', 'intake-until-then'));
    expect(await send(`${CANARY}-fault`, `<a>${CANARY} ${MARKS[0]}</a>`)).toContain('INTERNAL');
    await stop();

    const data = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path));
    const holds = (text: string): boolean => data.some((bytes) => bytes.includes(text));
    // What was let in is found, and the fault was logged: the search sees what it searches.
    expect([holds(ADMITTED), printed.includes('"msg":"fault"')]).toEqual([true, true]);
    for (const text of [CANARY, encodeURIComponent(CANARY), ...MARKS, ...MARKS.map(encodeURIComponent)])
      expect([text, printed.includes(text), holds(text)]).toEqual([text, false, false]);
  },
);
