import { expect, it } from 'vitest';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { listSources, readSource } from '../support/sources.ts';

/** `@clause 26号 art. 7; 令22 art. 30` in a comment or description names two clauses. */
function clausesInCode(subgraph: string): string[] {
  const texts = listSources(`subgraphs/${subgraph}/**/*.ts`)
    .filter((path) => !path.endsWith('.test.ts'))
    .map(readSource);
  const tags = texts.flatMap((text) => [...text.matchAll(/@clause ([^\n*'"`]+)/g)].map(([, tag = '']) => tag));
  return sortedSet(tags.flatMap((tag) => tag.split(';')).map((each) => each.trim().replace(/\.$/, '')));
}

/** The list under **Clauses**, one in backticks a line. */
function clausesInReadme(subgraph: string): string[] {
  const [, list = ''] =
    /\*\*Clauses\*\*[^\n]*\n\n((?:- `[^`]+`[^\n]*\n)*)/.exec(readSource(`subgraphs/${subgraph}/README.md`)) ?? [];
  return sortedSet([...list.matchAll(/^- `([^`]+)`/gm)].map(([, clause = '']) => clause));
}

function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}

it.each(SUBGRAPHS.map(({ name }) => name))(
  'the README of %s lists exactly the clauses that its code implements',
  (name) => {
    const inCode = clausesInCode(name);

    expect(inCode.length).toBeGreaterThan(0);
    expect(clausesInReadme(name)).toEqual(inCode);
  },
);
