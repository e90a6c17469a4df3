/** The command as a security officer types it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../subgraphs/kernel/index.ts';

const root = projectRoot();
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'asg-permissions-test-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it('says that nobody gains or loses anything where nothing is another', async () => {
  expect(await run('diff', '.', 'schema/supergraph.graphql')).toEqual({
    status: 0,
    text: 'Nobody gains or loses anything between . and supergraph.graphql.\n',
  });
});

it('names field, label classes and callers of a class that is loosened, and the operations that ask for it', async () => {
  const file = changed('loosened.graphql', (sdl) =>
    sdl.replace(/applicantPhone: String @disclosure\([^)]*\)/, 'applicantPhone: String @disclosure(class: P0)'),
  );

  const { status, text } = await run('diff', '.', file);

  expect(status).toBe(2);
  expect(text).toContain('+ gains  Case.applicantPhone  WITHHOLD R9 ROLE  SHOW R9');
  expect(text).toContain('test/golden/main-query.graphql  + gains  Case.applicantPhone');
  // No longer the applicant's own fact: of a record that is not to be shared it is withheld from the applicant too.
  expect(text.match(/^− loses {2}Case.*/gm)).toEqual([
    '− loses  Case.applicantPhone  SHOW R4  WITHHOLD R10 RESTRICTED',
  ]);
});

it('decides a folder with other rules by those rules', async () => {
  const place = join(folder, 'rules');
  cpSync(join(root, 'schema'), join(place, 'schema'), { recursive: true });
  const file = join(place, 'schema/policy/rules.ts');
  const rules = readFileSync(file, 'utf8');
  const looser = rules.replace("return field.level === 'P0' ? show('R9')", "return field.level !== 'P4' ? show('R9')");
  expect(looser).not.toBe(rules);
  writeFileSync(file, looser);

  const { status, text } = await run('diff', '.', place, '--markdown');

  expect(status).toBe(2);
  expect(text).toMatch(/\| \+ gains \| Case\.caseNumber [^|]*\| WITHHOLD R9 ROLE \| SHOW R9 \|/);
  expect(text).toContain('auditor');
  expect(text).not.toContain('− loses');
});

it('tells what a profile, a grant, an entry and a call rule change', async () => {
  const place = join(folder, 'facts');
  mkdirSync(place);
  cpSync(join(root, 'schema/supergraph.graphql'), join(place, 'supergraph.graphql'));
  writeFileSync(join(place, 'profile.json'), '{"masks":{"MOBILE":{"suffix":2}}}');
  writeFileSync(join(place, 'entries.json'), '[{"code":"FG-CASE-001","provider":"x","attribute":"NON_SHARING"}]');
  const calls = JSON.parse(readFileSync(join(root, 'schema/calls.json'), 'utf8')) as Record<string, { call: string[] }>;
  calls['Query.accessLog']?.call.push('PERSON');
  writeFileSync(join(place, 'calls.json'), JSON.stringify(calls));

  const { status, text } = await run('diff', '.', place);

  expect(status).toBe(2);
  expect(text).toContain('profile masks.MOBILE.suffix  how much a mask shows  4  2');
  expect(text).toContain(
    'Query.accessLog  who may call it  AGENCY, ARCHIVE_HALL, AUDITOR  AGENCY, ARCHIVE_HALL, AUDITOR, PERSON',
  );
  expect(text).toMatch(/− loses .*Case\.applicantName.* SHOW R16 {2}WITHHOLD R10 NON_SHARING/);
});

it('tells in a sentence what it cannot read', async () => {
  const { status, text } = await run('diff', '.', 'no-such-revision');
  expect(status).toBe(1);
  expect(text).toBe('no-such-revision is no file, no folder and no git revision that holds schema/.\n');
});

function changed(name: string, change: (sdl: string) => string): string {
  const sdl = readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8');
  const other = change(sdl);
  expect(other).not.toBe(sdl);
  writeFileSync(join(folder, name), other);
  return join(folder, name);
}

function run(...args: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), 'tools/permissions.ts', ...args];
    execFile(process.execPath, command, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), text: stdout + stderr }),
    );
  });
}
