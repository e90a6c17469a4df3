/** `npm run package -- compare A B`: whether the packages of two folders hold the same records. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StartError } from '../../subgraphs/kernel/index.ts';
import { readPackage, type OpenPackage } from '../../subgraphs/packages/index.ts';
import type { PackageCommand } from './command.ts';
import { comparePackages } from './exchange/comparison.ts';
import { packagesIn } from './exchange/package-files.ts';
import { startProgress, type Progress } from './exchange/progress.ts';

export interface ComparedFolders {
  packages: number;
  fields: number;
  files: number;
  bytes: number;
  /** Rows that the receiving house has added of its own. */
  added: number;
  readonly differences: string[];
}

export const compare: PackageCommand = {
  summary: 'whether the packages of two folders hold the same records',
  help: `A B

Compares every package of folder A with the one of the same record in folder B: every field, and every file byte by
byte. What the house of B has done with a record beyond what it was brought (its own steps of archiving and check
reports) is counted, and is no difference.
`,
  run: async ([one, other]) => {
    if (one === undefined || other === undefined) throw new StartError('Two folders are needed.');
    const compared = await compareFolders(one, other, startProgress('packages'));
    process.stdout.write(`${tellComparison(compared)}\n`);
    return compared.differences.length === 0 && compared.packages > 0 ? 0 : 1;
  },
};

export function tellComparison({ packages, fields, files, bytes, added, differences }: ComparedFolders): string {
  const seen = `${packages} packages: ${fields} fields and ${files} files (${bytes} bytes) compared; ${added} rows added where they were received`;
  return [seen, differences.length === 0 ? 'equal' : 'NOT EQUAL', ...differences.slice(0, 100)].join('\n');
}

export async function compareFolders(one: string, other: string, progress: Progress): Promise<ComparedFolders> {
  const staging = await mkdtemp(join(tmpdir(), 'package-compare-'));
  const total: ComparedFolders = { packages: 0, fields: 0, files: 0, bytes: 0, added: 0, differences: [] };
  const places = new Map<string, string>();
  for await (const path of packagesIn([other])) places.set(basename(path), path);
  progress.total(places.size);
  try {
    for await (const path of packagesIn([one])) {
      await compareOne(path, { counterpart: places.get(basename(path)), staging, total });
      places.delete(basename(path));
      progress.step();
    }
    for (const name of places.keys()) total.differences.push(`${name}: only in ${other}`);
  } finally {
    progress.end();
    await rm(staging, { recursive: true, force: true });
  }
  return total;
}

async function compareOne(
  path: string,
  { counterpart, staging, total }: { counterpart: string | undefined; staging: string; total: ComparedFolders },
): Promise<void> {
  const name = basename(path);
  total.packages += 1;
  if (counterpart === undefined || (await stat(counterpart).catch(() => null)) === null)
    return void total.differences.push(`${name}: there is no other`);
  const opened: OpenPackage[] = [];
  try {
    for (const each of [path, counterpart]) {
      const read = await readPackage(each, { staging });
      if (!read.ok) return void total.differences.push(...read.faults.map(({ message }) => `${name}: ${message}`));
      opened.push(read.package);
    }
    const [left, right] = opened;
    if (left === undefined || right === undefined) return;
    const { differences, ...counts } = await comparePackages(left, right);
    total.fields += counts.fields;
    total.files += counts.files;
    total.bytes += counts.bytes;
    total.added += counts.added;
    total.differences.push(...differences.map((each) => `${name}: ${each}`));
  } finally {
    for (const each of opened) await each.close();
  }
}
