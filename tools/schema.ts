/** `npm run schema`: writes `schema/*.graphql`, `calls.json` and `permissions.md` from the code; with `--check` only compares. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { classify } from '../schema/policy/classify.ts';
import { findDetours } from '../schema/policy/detours.ts';
import { permissionsMatrix } from '../schema/policy/permissions.ts';
import { projectRoot } from '../subgraphs/kernel/index.ts';
import { GRAPH_PARTS } from '../gateway/index.ts';

const files = generate();
const stale = Object.entries(files).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale)
    process.stderr.write(`${path} does not match the code. Run npm run schema and review the difference.\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) writeFileSync(join(projectRoot(), path), text);
  process.stdout.write(`${stale.length} of ${Object.keys(files).length} files written\n`);
}

/** @throws when the subgraphs do not compose, or a field has no class */
function generate(): Record<string, string> {
  const services = GRAPH_PARTS.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  const composed = composeServices(services);
  if (composed.errors !== undefined) throw new Error(composed.errors.map((each) => each.message).join('\n'));
  const supergraph = parse(composed.supergraphSdl);
  const classified = classify(supergraph);
  const detours = findDetours(supergraph, classified);
  if (detours.length > 0) throw new Error(detours.join('\n'));
  if (classified.unclassified.length > 0) {
    throw new Error(`Without a disclosure class, and therefore withheld: ${classified.unclassified.join(', ')}.`);
  }
  return {
    ...Object.fromEntries(GRAPH_PARTS.map(({ name, sdl }) => [`schema/${name}.graphql`, sdl])),
    'schema/supergraph.graphql': `${composed.supergraphSdl.trim()}\n`,
    'schema/calls.json': callsOf(GRAPH_PARTS),
    'schema/permissions.md': permissionsMatrix([...classified.records.values()]),
  };
}

/** Who may call which root field, one a line. */
function callsOf(subgraphs: typeof GRAPH_PARTS): string {
  const rules = subgraphs.flatMap(({ access }) => Object.entries(access)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${rules.map(([name, rule]) => `  ${JSON.stringify(name)}: ${JSON.stringify(rule)}`).join(',\n')}\n}\n`;
}

function read(path: string): string | null {
  const file = join(projectRoot(), path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
