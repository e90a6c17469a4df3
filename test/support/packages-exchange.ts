/** Packages between desks: what is archived at one, exported as its callers see it, and handed in at another. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AccessContext } from '../../schema/actor.ts';
import type { FileAnswer, PackageAnswer, PackageCall } from '../../subgraphs/cases/index.ts';
import { toPackage, writePackage, type CasePackage, type OpenContent } from '../../subgraphs/packages/index.ts';
import { CASE_QUERY, type ToldCase } from '../../tools/package/exchange/case-query.ts';
import { toExported, type Exported } from '../../tools/package/exchange/to-archived.ts';
import type { Desk } from './intake.ts';

export interface PackedCase {
  readonly path: string;
  readonly exported: Exported;
}

/** A folder for packages; `close` takes it away. */
export class PackageFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'asg-packages-'));

  /** As the command does it, without a gateway between. */
  async export(desk: Desk, caseId: string, who: AccessContext = desk.archivist, name = 'out'): Promise<PackedCase> {
    const told = (await desk.ask(who, CASE_QUERY, { id: caseId }))['case'] as ToldCase | null;
    if (told === null) throw new Error('There is no such case for this caller.');
    const exported = toExported(told, {
      caller: { grant: null, useCause: who.useCause },
      agency: who.agency,
      at: '2026-11-30T12:00:00.000+08:00',
    });
    const open: OpenContent = async ({ path }) => {
      const call = {
        access: { ...who, mode: 'FILE' },
        link: (exported.links.get(path) ?? '').replace('/files/', ''),
        range: null,
      };
      const { stream } = (await desk.running.call('openDownload', call)) as FileAnswer;
      return stream ?? Buffer.alloc(0);
    };
    return { exported, path: await this.write(name, toPackage(exported.archived, exported.name), open) };
  }

  /** @param name of a folder within the folder */
  async write(name: string, pkg: CasePackage, open: OpenContent): Promise<string> {
    const folder = mkdtempSync(join(this.path, `${name}-`));
    const path = join(folder, `${pkg.recordCode}.zip`);
    await writePackage(path, { package: pkg, open });
    return path;
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Hands in the package at a desk. @param call what differs from what a sender says of it */
export async function handIn(
  desk: Desk,
  path: string,
  { who = desk.archivist, ...call }: Partial<PackageCall> & { readonly who?: AccessContext } = {},
): Promise<PackageAnswer> {
  const bytes = readFileSync(path);
  return (await desk.running.call('receivePackage', {
    access: who,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sm3: null,
    run: null,
    body: Readable.from([bytes]),
    ...call,
  })) as PackageAnswer;
}
