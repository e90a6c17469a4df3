/** This gateway under the suite: its levels as our classes, ownership as our label, subgraphs that hand out everything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../../gateway/development/identities.ts';
import type { IdentityName } from '../../support/gateway.ts';
import {
  LABELS,
  startHostileGateway,
  type HostileGateway,
  type HostileSubgraph,
} from '../../support/hostile-gateway.ts';
import { DATA, judge, readCases, RULES, SUBGRAPHS, type RecordRow } from './suite.ts';

const IDENTITIES: Readonly<Record<string, IdentityName>> = { first: 'housing', second: 'transport', nobody: 'auditor' };
const UNITS: Readonly<Record<string, string>> = { 'UNIT-1': DEMO_BODIES.housing, 'UNIT-2': DEMO_BODIES.transport };
const CLASSES = {
  PUBLIC: '@disclosure(class: P0)',
  INTERNAL: '@disclosure(class: P1)',
  PERSONAL: '@disclosure(class: P2, of: APPLICANT)',
  SECRET: '@disclosure(class: P3, of: APPLICANT)',
} as const;

let gateway: HostileGateway;

/** Every row of a type as a subgraph has it, with the label of whoever asks. */
function deliver(typeName: string, row: RecordRow): Record<string, unknown> {
  const label = gateway.caller()?.agency === UNITS[row.owner] ? LABELS.own : LABELS.foreign;
  const links = Object.entries(row).filter(([field]) => RULES.links.includes(`${typeName}.${field}`));
  const followed = links.map(([field, value]) => [
    field,
    () => (Array.isArray(value) ? value.map((id) => find(String(id))) : value === null ? null : find(String(value))),
  ]);
  return { __typename: typeName, ...row, label, provider: null, ...Object.fromEntries(followed) };
}

function find(id: string): Record<string, unknown> | null {
  for (const [typeName, rows] of Object.entries(DATA)) {
    const row = rows.find((each) => each.id === id);
    if (row !== undefined) return deliver(typeName, row);
  }
  return null;
}

const all = (typeName: string) => (): unknown[] => (DATA[typeName] ?? []).map((row) => deliver(typeName, row));
const both = (): unknown[] => [...all('Item')(), ...all('Holder')()];
const byId =
  (typeName: string) =>
  (_source: never, { id }: { id: string }): unknown => {
    const row = DATA[typeName]?.find((each) => each.id === id);
    return row === undefined ? null : deliver(typeName, row);
  };

/** The suite’s SDL with our directives. */
function classified(sdl: string): string {
  let typeName = '';
  return sdl
    .split('\n')
    .flatMap((line) => {
      const opened = /^type (\w+)/.exec(line);
      if (opened !== null) {
        typeName = opened[1] ?? '';
        if (typeName === 'Query') return [line];
        if (typeName === 'Shelf') return [line.replace('{', '@structural {')];
        const isEntityHere = sdl === SUBGRAPHS.catalogue || typeName === 'Event';
        const own = isEntityHere
          ? [
              'label: Int! @disclosure(class: KEY) @inaccessible',
              'provider: String @disclosure(class: KEY) @inaccessible',
            ]
          : [];
        return [line.replace('{', '@record {'), ...own];
      }
      const field = /^ {2}(\w+)/.exec(line)?.[1];
      if (field === undefined || !/^(Item|Holder|Event)$/.test(typeName)) return [line];
      if (field === 'id' || RULES.links.includes(`${typeName}.${field}`)) return [`${line} @disclosure(class: KEY)`];
      const level = RULES.levels[`${typeName}.${field}`];
      return [level === undefined ? line : `${line} ${CLASSES[level]}`];
    })
    .join('\n');
}

beforeAll(async () => {
  const catalogue: HostileSubgraph = {
    sdl: classified(SUBGRAPHS.catalogue),
    resolvers: {
      Query: {
        item: byId('Item'),
        holder: byId('Holder'),
        items: all('Item'),
        described: both,
        things: both,
        shelf: () => ({ items: all('Item')(), first: all('Item')()[0] }),
      },
      Item: { __resolveReference: (({ id }: { id: string }) => find(id)) as never },
      Holder: { __resolveReference: (({ id }: { id: string }) => find(id)) as never },
    },
  };
  const history: HostileSubgraph = {
    sdl: classified(SUBGRAPHS.history),
    resolvers: {
      Item: { __resolveReference: (({ id }: { id: string }) => find(id)) as never },
      Event: { __resolveReference: (({ id }: { id: string }) => find(id)) as never },
    },
  };
  gateway = await startHostileGateway({ catalogue, history });
});
afterAll(() => gateway.close());

describe.each(Object.keys(RULES.callers))('as %s', (caller) => {
  it.each(readCases().filter((each) => each.caller === caller))('$theme: $query', async (each) => {
    const problem = await judge((who, query) => gateway.ask(IDENTITIES[who] ?? 'auditor', query), each);
    expect(problem).toBeNull();
  });
});
