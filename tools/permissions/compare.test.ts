/** The permission diff is what trying every label for everybody finds, by the oracle and not by the engine. */
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { classify, type RecordType } from '../../schema/policy/classify.ts';
import { labelsOf, unpackLabel, type Label } from '../../schema/policy/label.ts';
import type { FieldClass } from '../../schema/policy/rules.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { judgeField, judgeRecord } from '../../test/support/oracle.ts';
import { listCallers, type Caller } from './callers.ts';
import { compareSides, type Change, type Group } from './compare.ts';
import { isInGroup } from './label-words.ts';
import { toSide, type Side } from './side.ts';

const TODAY = '2026-11-21';
const SDL = readProjectFile(SUPERGRAPH_FILE);
const CLASS = '@disclosure(class: P2, of: HOLDER, mask: PERSON_NAME)';

/** How one class may change, each on the field of a type that is small enough to try everything. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['LicenceCall.holderName', '@disclosure(class: P1)'],
  ...(process.env['DEEP'] === '1'
    ? ([
        ['LicenceCall.holderName', '@disclosure(class: P0)'],
        ['LicenceCall.holderName', '@disclosure(class: P2, of: HOLDER, sharing: NON_SHARING, basis: "令")'],
        ['LicenceCall.holderName', ''],
        ['LicenceVersion.holderName', '@disclosure(class: P4)'],
      ] as const)
    : []),
];

it.each(CHANGES)('finds of %s that becomes "%s" exactly what trying every label finds', (coordinate, changed) => {
  const before = toSide('before', SDL);
  const after = toSide('after', withClass(coordinate, changed));
  const callers = listCallers(before.grants, TODAY);

  const groups = compareSides(before, after, callers);

  expect(groups.flatMap((group) => group.callers)).toHaveLength(callers.length);
  expect(groups.flatMap(({ changes }) => changes).length).toBeGreaterThan(0);
  for (const group of groups) {
    const [caller] = group.callers;
    if (caller === undefined) throw new Error('A group holds nobody.');
    expect(reported(group)).toEqual(tried([before, after], caller, { name: typeIn(coordinate), bits: group.bits }));
    for (const change of group.changes) expect(isWordedExactly(change, group)).toBe(true);
  }
});

it('finds nothing where nothing is another', () => {
  const side = toSide('same', SDL);
  expect(compareSides(side, side, listCallers(side.grants, TODAY)).flatMap(({ changes }) => changes)).toEqual([]);
});

it('finds what a grant gives that names one more field, for its holders and nobody else', () => {
  const before = toSide('before', SDL);
  const [grant, ...rest] = before.grants;
  if (grant === undefined) throw new Error('The demo city has no grant.');
  const more = { ...grant, named: [...grant.named, 'Case.contactPhone' as const] };
  const after: Side = { ...before, grants: [more, ...rest] };

  const found = compareSides(before, after, listCallers(before.grants, TODAY)).filter(
    ({ changes }) => changes.length > 0,
  );

  const names = found.flatMap(({ callers }) => callers.map(({ name }) => name));
  expect(names.toSorted()).toEqual([
    'AGENCY with grant a3f1c2d4 (FG-CASE-001)',
    'ARCHIVE_HALL with grant a3f1c2d4 (FG-CASE-001)',
    'NATIONAL_PLATFORM with grant a3f1c2d4 (FG-CASE-001)',
    'civil-affairs',
    'national-platform',
  ]);
  const gains = found.flatMap(({ changes }) => changes).filter(({ direction }) => direction !== 'REASON');
  expect(
    new Set(gains.flatMap(({ typeName, fields, direction, to }) => `${direction} ${typeName}.${fields.join()} ${to}`)),
  ).toEqual(new Set(['GAINS Case.contactPhone SHOW R16']));
});

function withClass(coordinate: string, changed: string): string {
  const [type = '', field = ''] = coordinate.split('.');
  const begin = SDL.indexOf(`type ${type} `);
  const at = SDL.indexOf(CLASS, SDL.indexOf(`  ${field}:`, begin));
  expect(SDL.slice(begin, at)).not.toContain('\n}');
  return SDL.slice(0, at) + changed + SDL.slice(at + CLASS.length);
}

function typeIn(coordinate: string): string {
  return coordinate.split('.')[0] ?? '';
}

type Found = Record<string, string>;

/** `label field` → what happens. */
function reported({ changes }: Group): Found {
  const found: Found = {};
  for (const { fields, labels, direction, from, to } of changes) {
    for (const label of labels)
      for (const field of fields.length === 0 ? [''] : fields)
        found[`${label} ${field}`] = `${direction} ${from} > ${to}`;
  }
  return found;
}

function isWordedExactly(change: Change, { bits }: Group): boolean {
  return labelsOf(bits).every((label) => {
    const groups = change.groups.filter((group) => isInGroup(group, label)).length;
    return groups === (change.labels.has(label) ? 1 : 0);
  });
}

interface Tried {
  readonly name: string;
  readonly bits: number;
}

function tried(sides: readonly [Side, Side], caller: Caller, { name, bits }: Tried): Found {
  const found: Found = {};
  const [before, after] = sides.map((side) => ({
    access: side.rules.toAccessClass(caller.toContext(side.grants)),
    type: typeOf(side, name),
  }));
  if (before === undefined || after === undefined) throw new Error('Two sides are compared.');
  for (const label of labelsOf(bits)) {
    const [was, is] = [judge(before, label), judge(after, label)];
    if (was.presence !== is.presence) {
      const direction = ORDER.indexOf(is.presence) > ORDER.indexOf(was.presence) ? 'GAINS' : 'LOSES';
      found[`${label} `] = `${direction} ${was.presence} > ${is.presence}`;
    }
    for (const field of after.type.fields.map((each) => each.name)) {
      const [from, to] = [was.states.get(field) ?? was.presence, is.states.get(field) ?? is.presence];
      const direction = from === to ? null : directionOf(from, to);
      if (direction !== null) found[`${label} ${field}`] = `${direction} ${from} > ${to}`;
    }
    for (const key of KEYS[name] ?? []) {
      if ((was.presence === 'ABSENT') === (is.presence === 'ABSENT')) continue;
      const [from, to] = [was, is].map(({ presence }) => (presence === 'ABSENT' ? 'ABSENT' : 'SHOW KEY'));
      found[`${label} ${key}`] = `${to === 'ABSENT' ? 'LOSES' : 'GAINS'} ${from} > ${to}`;
    }
  }
  return found;
}

const ORDER = ['ABSENT', 'TOMBSTONE', 'FIELDS'];
const KEYS = keysOf(SDL);

function keysOf(sdl: string): Record<string, string[]> {
  const keys: Record<string, string[]> = {};
  for (const coordinate of classify(parse(sdl)).open) {
    const [type = '', field = ''] = coordinate.split('.');
    (keys[type] ??= []).push(field);
  }
  return keys;
}

function typeOf(side: Side, name: string): RecordType {
  const type = side.classified.records.get(name);
  if (type === undefined) throw new Error(`${name} is no record.`);
  return type;
}

function judge({ access, type }: { readonly access: AccessClass; readonly type: RecordType }, label: Label) {
  const record = unpackLabel(label);
  const presence = judgeRecord(access, record, type.fields);
  const toState = (field: FieldClass): string => {
    const { effect, rule, reason } = judgeField(access, record, field);
    return [effect, rule, reason ?? '', effect === 'MASK' ? field.mask : ''].filter(Boolean).join(' ');
  };
  const states = presence === 'FIELDS' ? type.fields.map((field) => [field.name, toState(field)] as const) : [];
  return { presence, states: new Map(states) };
}

/** More of a value, less of it, the same otherwise, or nothing of it as before with another reason. */
function directionOf(from: string, to: string): string | null {
  const much = (state: string): number =>
    ['SHOW', 'MASK'].includes(wordOf(state)) ? (wordOf(state) === 'SHOW' ? 2 : 1) : 0;
  if (much(to) !== much(from)) return much(to) > much(from) ? 'GAINS' : 'LOSES';
  if (much(to) > 0) return 'DIFFERS';
  return wordOf(from) === 'WITHHOLD' && wordOf(to) === 'WITHHOLD' ? 'REASON' : null;
}

function wordOf(state: string): string {
  return state.split(' ')[0] ?? '';
}
