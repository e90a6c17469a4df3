/**
 * The journal of destructions: a file outside the database, that a restore is held against. Without it a backup from
 * before a destruction would bring the record back.
 */
import { existsSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '../../gateway/index.ts';
import { readLines } from './lines.ts';

export const JOURNAL_FILE = 'destroyed.ndjson';
const BATCH = 500;

export interface Destroyed {
  readonly caseId: string;
  readonly destroyedOn: string;
  readonly listNumber: string;
}

/** Adds what the installation has destroyed and the journal does not say yet. @returns how many */
export async function keepJournal({ call }: Pick<House, 'call'>, folder: string): Promise<number> {
  const file = join(folder, JOURNAL_FILE);
  const known = new Set<string>();
  for await (const page of readJournal(file)) for (const { caseId } of page) known.add(caseId);
  let added = 0;
  for await (const page of listDestructions({ call })) {
    const fresh = page.filter(({ caseId }) => !known.has(caseId));
    if (fresh.length === 0) continue;
    await appendFile(file, fresh.map((each) => `${JSON.stringify(each)}\n`).join(''), { mode: 0o600 });
    added += fresh.length;
  }
  if (added > 0) await sync(file);
  return added;
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A line that a killed process has not written to its end says nothing, and is written again. */
export async function* readJournal(file: string): AsyncIterable<readonly Destroyed[]> {
  if (!existsSync(file)) return;
  for await (const lines of readLines(file, BATCH)) yield lines.flatMap(parseLine);
}

function parseLine(line: string): Destroyed[] {
  try {
    return [JSON.parse(line) as Destroyed];
  } catch {
    return [];
  }
}

export async function* listDestructions({ call }: Pick<House, 'call'>): AsyncIterable<readonly Destroyed[]> {
  for (let after: string | null = null; ;) {
    const page = (await call('retention', 'listDestructions', { after })) as readonly Destroyed[];
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.caseId;
  }
}
