/** `npm run package -- handover` and `receive`, over the gateway: a batch on a medium from its agency into its hall. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueToken } from '../../gateway/index.ts';
import { TransferDesk, type TransferOutcome } from '../../tools/demo/transfer-desk.ts';
import { PackageChecker } from '../../tools/package/checker.ts';
import { handover } from '../../tools/package/handover.ts';
import { receive } from '../../tools/package/receive.ts';
import { openHallStage, type HallStage } from '../../tools/walk/hall-stage.ts';

let stage: HallStage;
let desk: TransferDesk;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asg-medium-'));
  stage = await openHallStage(() => undefined);
  desk = new TransferDesk(stage);
  await desk.setUp();
}, 240_000);
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

const asked = async (as: string): Promise<string[]> => [
  '--url',
  stage.url,
  '--token',
  await issueToken(stage.config, as),
  '--use-cause',
  '移交',
];
const write = async (batchId: string, as = 'housing-archivist'): Promise<number> =>
  handover.run([...(await asked(as)), '--batch', batchId, '--into', folder]);
const bring = async (path: string, as = 'city-archives-archivist', more: readonly string[] = []): Promise<number> =>
  receive.run([...(await asked(as)), ...more, path]);

function contentsOf(path: string): ReadonlyMap<string, string> {
  const names = readdirSync(path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(
    names.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name)).toString('hex')]),
  );
}

/** Without what is each record's own. */
function resultOf({ subject, violations }: TransferOutcome): unknown {
  const items = subject?.items.map(({ state, attempt, findings, record }) => ({
    state,
    attempt,
    findings: findings.map(({ code, result, object }) => `${code} ${result} ${object}`),
    custody: record?.custody,
    code: record?.referenceCode?.replace(/\d+$/, ''),
  }));
  return { state: subject?.state, items, violations };
}

it(
  'writes a batch as one folder and takes it in, with the outcome of the online way',
  { timeout: 240_000 },
  async () => {
    const results: unknown[] = [];
    for (const way of ['online', 'offline'] as const) {
      const first = way === 'online' ? 1 : 3;
      const cases = [await desk.archive(first), await desk.archive(first + 1)];
      const batchId = await desk.draft(cases);
      const { subject } = await desk.submit(batchId);
      const path = join(folder, subject?.number ?? '');
      if (way === 'online') expect((await desk.sendContent(batchId)).status).toBe(200);
      else {
        // Nobody but the agency is given what it writes, and nobody but the hall's archivist brings it.
        await expect(write(batchId, 'civil-affairs-archivist')).rejects.toThrow();
        expect(await write(batchId)).toBe(0);
        const written = contentsOf(path);
        expect(await write(batchId)).toBe(0);
        expect(contentsOf(path)).toEqual(written);
        expect(readFileSync(join(path, '说明文件.TXT'), 'utf8')).toContain(`移交清单摘要：SM3 ${subject?.manifestSm3}`);
        const checked = await checkedAll(path);
        expect(checked.at(-1)).toMatchObject({ kind: 'TRANSFER', status: 'PASSED', faults: [] });
        for (const as of ['city-archives-receiver', 'housing-archivist'])
          await expect(bring(path, as, ['--batch', batchId])).rejects.toThrow('FORBIDDEN');
        const damaged = [...written.keys()].find((name) => name.endsWith('.zip')) ?? '';
        const whole = readFileSync(damaged);
        writeFileSync(damaged, Buffer.concat([whole.subarray(0, 400), Buffer.from('!'), whole.subarray(401)]));
        expect(await bring(path)).toBe(1);
        writeFileSync(damaged, whole);
        expect(await bring(path)).toBe(0);
        expect(await bring(path)).toBe(0);
      }
      const checked = resultOf(await desk.check(batchId));
      results.push([checked, resultOf(await desk.receive(batchId))]);
    }

    expect(results[1]).toEqual(results[0]);
    expect(JSON.stringify(results[1])).toContain('"custody":"HALL"');
  },
);

async function checkedAll(path: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const each of (await PackageChecker.open(join(folder, 'staging'), 'YJ')).check(path)) found.push(each);
  return found;
}
