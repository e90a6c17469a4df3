/** `backup -- rehearse`: restored into a scratch database and a scratch store, looked at, thrown away, and written down. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { toInstant } from '../../schema/ids.ts';
import type { Config, Services } from '../../subgraphs/kernel/index.ts';
import type { Head } from './head.ts';
import { openInstallation, type Installation } from './installation.ts';
import { listDestructions, type Destroyed } from './journal.ts';
import { restoreBackup, verifyBackup } from './restore.ts';

export interface Rehearsed {
  readonly succeeded: boolean;
  /** Line by line: counts and outcomes, no content. */
  readonly report: readonly string[];
}

/**
 * @param live the installation itself: what it has destroyed meanwhile must not come back
 * @clause 26号 art. 11
 */
export async function rehearse(
  { folder, head, config, services }: { folder: string; head: Head; config: Config; services: Services },
  live: Installation,
): Promise<Rehearsed> {
  const startedAtMs = performance.now();
  const lines: string[] = [];
  const faults: string[] = [];
  const note = (what: string, found: readonly string[]): void => {
    lines.push(
      `${found.length === 0 ? '✓' : '✗'} ${what}${found.length === 0 ? '' : `: ${found.slice(0, 20).join('; ')}`}`,
    );
    faults.push(...found);
  };
  const destroyed: Destroyed[] = [];
  for await (const page of listDestructions(live)) destroyed.push(...page);
  note(
    `signature and digests of ${head.tables.length} tables and ${head.content.lines} files`,
    await verifyBackup(folder, head),
  );
  note('the source had everything that its rows name', head.faults);
  const scratch = await openScratch(config);
  try {
    const scratchServices = { ...services, files: { ...services.files, blobDir: scratch.config.blobDir } };
    const restored = await restoreBackup(folder, head, {
      config: scratch.config,
      services: scratchServices,
      destroyed,
    });
    note(`${restored.rows} rows and ${restored.files} files are back as they were`, restored.faults);
    note(
      `${destroyed.length} destroyed records do not come back (${restored.destroyedAgain} were destroyed after the backup)`,
      await findBack(scratch.config, scratchServices, destroyed),
    );
  } finally {
    await scratch.close();
  }
  lines.push(`${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s, ${head.contentBytes} bytes of content`);
  return { succeeded: faults.length === 0, report: lines };
}

/** Destroyed records of which a restored store still has content, or that a restored table does not know as destroyed. */
async function findBack(
  config: Config,
  services: Services,
  destroyed: readonly Destroyed[],
): Promise<readonly string[]> {
  const installation = await openInstallation(config, services);
  try {
    const caseIds = destroyed.map(({ caseId }) => caseId);
    const found: string[] = [];
    for (const keeper of ['cases', 'holdings'] as const) {
      const back = Number(await installation.call(keeper, 'countContent', { caseIds }));
      if (back > 0) found.push(`${back} in ${keeper}`);
    }
    return found;
  } finally {
    await installation.close();
  }
}

interface Scratch {
  readonly config: Config;
  close(): Promise<void>;
}

async function openScratch(config: Config): Promise<Scratch> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-rehearsal-'));
  const base = { ...config, dataDir: folder, blobDir: join(folder, 'blobs') };
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  if (config.databaseUrl === null) return { config: base, close: async () => removeFolder() };
  const name = `asg_rehearsal_${randomBytes(6).toString('hex')}`;
  await administer(config.databaseUrl, `create database "${name}"`);
  const url = new URL(config.databaseUrl);
  url.pathname = `/${name}`;
  return {
    config: { ...base, databaseUrl: url.href },
    close: async () => {
      removeFolder();
      await administer(String(config.databaseUrl), `drop database if exists "${name}" with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** In the installation itself, for those who supervise. */
export async function record(
  live: Installation,
  head: Head,
  { succeeded, report }: Rehearsed,
  by: string,
): Promise<void> {
  await live.call('holdings', 'recordRehearsal', {
    backup: head.name,
    backupAt: toInstant(Date.parse(head.at)),
    succeeded,
    report,
    rehearsedBy: by,
  });
}
