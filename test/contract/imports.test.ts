import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSources, readSource } from '../support/sources.ts';

/** Whatever others may import: what a folder shows of itself. */
const FACES = [
  /^schema\//,
  /^subgraphs\/\w+\/index\.ts$/,
  /^gateway\/index\.ts$/,
  /^gateway\/engine\.ts$/,
  /^gateway\/engine\/index\.ts$/,
  /^gateway\/development\/(identities|operation-key)\.ts$/,
];

interface Zone {
  readonly title: string;
  readonly files: RegExp;
  /** Beside the zone's own folder. */
  readonly may: readonly RegExp[];
}

/** House-style §2, "who may import whom": the first zone that a file belongs to decides. */
const ZONES: readonly Zone[] = [
  {
    title: 'the support of engine tests sees the engine, public faces and test/support',
    files: /^test\/support\/federation\//,
    may: [...FACES, /^gateway\/engine\//, /^test\/support\//],
  },
  {
    title: 'test/ sees public faces, commands, and what tests share',
    files: /^test\//,
    may: [
      ...FACES,
      /^gateway\/explorer\/examples\.ts$/,
      /^tools\//,
      /^test\/(support|fixtures|golden|conformance)\//,
      /^test\/security\/(guards|city|conformance)/,
    ],
  },
  {
    title: 'a unit test sees its own folder, public faces and what tests share',
    files: /\.test\.ts$/,
    may: [...FACES, /^test\/support\//, /^tools\/demo\/fixtures\.ts$/],
  },
  { title: 'schema/ sees nothing of ours', files: /^schema\//, may: [] },
  { title: 'kernel/ sees schema/', files: /^subgraphs\/kernel\//, may: [/^schema\//] },
  {
    title: 'disclosure/ sees schema/ and the face of kernel/',
    files: /^subgraphs\/disclosure\//,
    may: [/^schema\//, /^subgraphs\/kernel\/index\.ts$/],
  },
  {
    title: 'wire/ sees schema/ and the face of kernel/',
    files: /^subgraphs\/wire\//,
    may: [/^schema\//, /^subgraphs\/kernel\/index\.ts$/],
  },
  {
    title: 'feed/ sees schema/ and the faces of kernel/ and disclosure/',
    files: /^subgraphs\/feed\//,
    may: [/^schema\//, /^subgraphs\/(kernel|disclosure)\/index\.ts$/],
  },
  { title: 'checks/ sees schema/', files: /^subgraphs\/checks\//, may: [/^schema\//] },
  {
    title: 'files/ sees schema/ and the face of kernel/',
    files: /^subgraphs\/files\//,
    may: [/^schema\//, /^subgraphs\/kernel\/index\.ts$/],
  },
  {
    title: 'preservation/ sees schema/ and the faces of kernel/, files/ and checks/',
    files: /^subgraphs\/preservation\//,
    may: [/^schema\//, /^subgraphs\/(kernel|files|checks)\/index\.ts$/],
  },
  {
    title: 'packages/ sees schema/ and the faces of checks/ and files/',
    files: /^subgraphs\/packages\//,
    may: [/^schema\//, /^subgraphs\/(checks|files)\/index\.ts$/],
  },
  {
    title: 'signing/ sees schema/',
    files: /^subgraphs\/signing\//,
    may: [/^schema\//],
  },
  {
    title: 'main.ts sees its subgraph and the face of wire/',
    files: /^subgraphs\/\w+\/main\.ts$/,
    may: [/^subgraphs\/wire\/index\.ts$/],
  },
  { title: 'rules.ts sees only schema/', files: /^subgraphs\/\w+\/rules\.ts$/, may: [/^schema\//] },
  {
    title: 'policy.ts sees only schema/ and the face of kernel/',
    files: /^subgraphs\/\w+\/policy\.ts$/,
    may: [/^schema\//, /^subgraphs\/kernel\/index\.ts$/],
  },
  {
    title: 'a subgraph sees schema/, the faces of what is shared, and itself, never a sibling',
    files: /^subgraphs\//,
    may: [/^schema\//, /^subgraphs\/(kernel|disclosure|files|checks|packages|preservation|signing|feed)\/index\.ts$/],
  },
  {
    title: 'gateway/ sees schema/ and the faces of the subgraphs and of kernel/',
    files: /^gateway\//,
    may: [/^schema\//, /^subgraphs\/(?!disclosure)\w+\/index\.ts$/],
  },
  { title: 'tools/ see public faces', files: /^tools\//, may: FACES },
];

/** Files that see nothing but what they are allowed, not even their own folder. */
const ALONE = /^subgraphs\/\w+\/(rules|policy)\.ts$/;

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;(])import\s*\(?\s*['"]([^'"]+)['"]/g;

/** Our own files that a file imports, whatever the form. */
function importsOf(path: string, text: string): string[] {
  const specifiers = [...text.matchAll(IMPORT)].map(([, from, bare]) => from ?? bare ?? '');
  return specifiers.filter((each) => each.startsWith('.')).map((each) => join(dirname(path), each));
}

/** The folder that counts as a file's own: a subgraph, or the first folder. */
function homeOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'subgraphs' ? `${first}/${second}/` : `${first}/`;
}

function violationsOf(path: string, text: string): string[] {
  const zone = ZONES.find(({ files }) => files.test(path));
  if (zone === undefined) return [`${path} belongs to no zone`];
  const isFree = (to: string): boolean => !ALONE.test(path) && !path.startsWith('test/') && to.startsWith(homeOf(path));
  return importsOf(path, text)
    .filter((to) => !isFree(to) && !zone.may.some((allowed) => allowed.test(to)))
    .map((to) => `${path} imports ${to}, but ${zone.title}`);
}

const sources = listSources().filter((path) => !path.startsWith('gateway/explorer/'));

it('nobody imports what the house style keeps from them', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap((path) => violationsOf(path, readSource(path)))).toEqual([]);
});

/** Who is above whom inside a subgraph: the lower never imports the higher. */
const FLOORS = [
  ['main'],
  ['index'],
  ['resolvers'],
  ['service', 'load'],
  ['events'],
  ['assign'],
  ['policy', 'rules', 'entities'],
];

it('inside a subgraph code goes forward only: main, index, resolvers, service, then policy, rules and entities', () => {
  const floorOf = (path: string): number =>
    FLOORS.findIndex((names) => names.some((name) => path.endsWith(`/${name}.ts`) || path.includes(`/${name}/`)));
  const backward = sources
    .filter((path) => path.startsWith('subgraphs/') && !path.endsWith('.test.ts') && floorOf(path) >= 0)
    .flatMap((path) =>
      importsOf(path, readSource(path))
        .filter((to) => homeOf(to) === homeOf(path) && floorOf(to) >= 0 && floorOf(to) < floorOf(path))
        .map((to) => `${path} imports ${to}`),
    )
    .filter((each) => !each.includes('subgraphs/kernel/') && !each.includes('subgraphs/disclosure/'));

  expect(backward).toEqual([]);
});

it('only config.ts reads the environment', () => {
  const readers = sources.filter(
    (path) => !/^test\/|\.test\.ts$/.test(path) && readSource(path).includes('process.env'),
  );

  expect(readers).toEqual(['subgraphs/kernel/config.ts']);
});

describe('these rules notice', () => {
  it.each([
    ['a sibling', 'subgraphs/cases/service.ts', `import { x } from '../licences/index.ts';`],
    ['the inside of the kernel', 'subgraphs/cases/service.ts', `import { x } from '../kernel/outbox.ts';`],
    ['the inside of a subgraph', 'gateway/house.ts', `import type { x } from '../subgraphs/cases/service.ts';`],
    ['the gateway in a subgraph', 'subgraphs/cases/main.ts', `const x = await import('../../gateway/index.ts');`],
    ['a subgraph in the schema', 'schema/codes.ts', `export * from '../subgraphs/cases/index.ts';`],
    ['a store in the checks', 'subgraphs/checks/inspect.ts', `import { x } from '../files/index.ts';`],
    ['a subgraph in packages', 'subgraphs/packages/reader.ts', `import { x } from '../cases/index.ts';`],
    ['the inside of the store', 'subgraphs/cases/service.ts', `import { x } from '../files/local-store.ts';`],
    ['a domain in the kernel', 'subgraphs/kernel/outbox.ts', `import '../cases/index.ts';`],
    ['a rule that reads its own tables', 'subgraphs/cases/rules.ts', `import {\n  a,\n  b,\n} from './entities.ts';`],
    ['the inside of the gateway', 'tools/start.ts', `import { x } from '../gateway/server.ts';`],
  ])('%s', (_title, path, text) => {
    expect(violationsOf(path, text)).toHaveLength(1);
  });
});
