/** Grants and catalogue entries of a comparison: from files, or those of the demo city. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SHARE_MODES, type Coordinate, type GrantView } from '../../schema/actor.ts';
import { GRANT_STATE } from '../../schema/codes.ts';
import { SHARING_ATTRIBUTES } from '../../schema/directives.ts';
import { StartError } from '../../subgraphs/kernel/index.ts';
import { demoWorld } from '../demo/world.ts';

const coordinates = z.array(z.templateLiteral([z.string(), '.', z.string()])).readonly();
const codes = z.array(z.string()).readonly();
const some = codes.nullable().default(null);

const grantSchema = z.object({
  id: z.string(),
  version: z.int().default(1),
  entryCode: z.string(),
  entryNonSharing: z.boolean().default(false),
  providers: codes.default([]),
  grantee: z.string(),
  state: z.enum(GRANT_STATE).default('ACTIVE'),
  useCauses: codes,
  modes: z.array(z.enum(SHARE_MODES)).readonly().default(SHARE_MODES),
  validFrom: z.iso.date().default('2000-01-01'),
  validTo: z.iso.date().default('2099-12-31'),
  named: coordinates.default([]),
  withBasis: coordinates.default([]),
  offeredMasked: coordinates.default([]),
  rows: z
    .object({
      regions: some,
      items: some,
      from: z.iso.date().nullable().default(null),
      to: z.iso.date().nullable().default(null),
      subjects: some,
    })
    .readonly()
    .default({ regions: null, items: null, from: null, to: null, subjects: null }),
  consents: z
    .object({ units: codes.default([]), halls: codes.default([]), sources: codes.default([]) })
    .readonly()
    .default({ units: [], halls: [], sources: [] }),
  exhausted: z.boolean().default(false),
  returnFlow: z.boolean().default(false),
});

const entrySchema = z.object({
  code: z.string(),
  provider: z.string(),
  attribute: z.enum(SHARING_ATTRIBUTES),
  offeredMasked: coordinates.default([]),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * `grants.json` and `entries.json` of a folder, each a list; what is not there is the demo city's. What an entry says
 * goes before what a grant says of it.
 *
 * @throws StartError naming everything in them that is wrong
 */
export function readGrants(folder: string): readonly GrantView[] {
  const grants = readList(join(folder, 'grants.json'), grantSchema) ?? demoGrants();
  const entries = readList(join(folder, 'entries.json'), entrySchema) ?? [];
  return grants.map((grant) => withEntry(grant, entries));
}

let demo: readonly GrantView[] | undefined;

export function demoGrants(): readonly GrantView[] {
  demo ??= readDemo();
  return demo;
}

function readDemo(): readonly GrantView[] {
  const { grants = [], entries = [] } = demoWorld().sharing;
  return grants.map((row) => {
    const entry = entries.find(({ id }) => id === row.entryId);
    if (entry === undefined) throw new StartError(`The grant ${row.id} has no entry.`);
    const grant = grantSchema.parse({ ...row, entryCode: entry.code }) as GrantView;
    return withEntry(grant, [entrySchema.parse(entry)]);
  });
}

function withEntry(grant: GrantView, entries: readonly Entry[]): GrantView {
  const entry = entries.find(({ code }) => code === grant.entryCode);
  if (entry === undefined) return grant;
  return {
    ...grant,
    entryNonSharing: entry.attribute === 'NON_SHARING',
    providers: [entry.provider],
    offeredMasked: entry.offeredMasked as readonly Coordinate[],
  };
}

function readList<T>(file: string, item: z.ZodType<T>): T[] | null {
  if (!existsSync(file)) return null;
  const parsed = z.array(item).safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new StartError(`${file} is not valid. ${faults.join('; ')}`);
}
