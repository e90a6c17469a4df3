import { describe, expect, it } from 'vitest';
import { DomainError } from '../schema/errors.ts';
import { LIMITS, parseWithinLimits } from './limits.ts';

const repeat = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_each, at) => part(at)).join(' ');
const nested = (depth: number): string => '{ a'.repeat(depth) + ' }'.repeat(depth);
/** Each fragment spreads the one before it twice: 2^levels fields from a few lines of text. */
const bomb = (levels: number): string =>
  `{ ...F${levels} } fragment F0 on Query { a b } ${repeat(levels, (at) => `fragment F${at + 1} on Query { x { ...F${at} } y { ...F${at} } }`)}`;

function refusalOf(query: string): Pick<DomainError, 'code' | 'message'> | null {
  try {
    parseWithinLimits(query);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message };
  }
}
const tooLarge = (...faults: string[]) => ({
  code: 'LIMIT_EXCEEDED',
  message: `The operation is too large: ${faults.join(', ')}.`,
});

it('takes an ordinary operation as it is', () => {
  const document = parseWithinLimits('query Q { case(id: "1") { id ...F } } fragment F on Case { title }');

  expect(document.definitions).toHaveLength(2);
});

describe('refuses, naming the limit,', () => {
  it.each([
    ['the hundred-and-first alias', `{ case { ${repeat(101, (at) => `a${at}: id`)} } }`, 'more than 100 aliases'],
    ['the twenty-first level', nested(21), 'deeper than 20'],
    ['the twenty-first root field', `{ ${repeat(21, (at) => `f${at}`)} }`, 'more than 20 root fields'],
    ['the thousand-and-first field', `{ case { ${repeat(1_000, () => 'id')} } }`, 'more than 1000 fields'],
    ['ten thousand aliases', `{ ${repeat(10_000, (at) => `a${at}: case`)} }`, 'more than 50000 characters'],
    [
      'the sixth alias in introspection',
      `{ __schema { types { ${repeat(6, (at) => `a${at}: name`)} } } }`,
      'more than 5 aliases in introspection',
    ],
    ['a comment as long as a book', `{ case { id } } ${'#\n'.repeat(25_000)}`, 'more than 50000 characters'],
    [
      'the hundred-and-first time that a field is selected',
      `{ case { ${repeat(101, () => 'id')} } }`,
      'the same fields too many times',
    ],
    [
      'the thousand-and-first fragment spread',
      `{ case { ${repeat(1_001, () => '...F')} } }`,
      'more than 1000 fragment spreads',
    ],
    ['the hundred-and-first definition', repeat(101, (at) => `query Q${at} { id }`), 'more than 100 definitions'],
    ['more words than anybody writes', `{ ${'a '.repeat(3_001)} }`, 'more than 3000 tokens'],
  ])('%s', (_title, query, fault) => {
    expect(refusalOf(query)).toEqual(tooLarge(fault));
  });

  it('every limit that is exceeded, at once', () => {
    const query = `{ ${repeat(20, (at) => `r${at}: a { ...F }`)} r20: ${nested(21).slice(2)}
      fragment F on Query { ${repeat(60, (at) => `b${at}: b`)} }`;

    expect(refusalOf(query)).toEqual(
      tooLarge('more than 1000 fields', 'more than 100 aliases', 'deeper than 20', 'more than 20 root fields'),
    );
  });

  it('a limit that only one of several operations exceeds', () => {
    expect(refusalOf(`query A { id } query B ${nested(21)}`)).toEqual(tooLarge('deeper than 20'));
  });
});

describe('takes what is just allowed:', () => {
  it.each([
    ['a hundred aliases', `{ case { ${repeat(100, (at) => `a${at}: id`)} } }`],
    ['twenty levels', nested(20)],
    ['twenty root fields', `{ ${repeat(20, (at) => `f${at}`)} }`],
    ['a thousand fields', `{ case { ${repeat(999, (at) => `f${at}`)} } }`],
    ['a hundred times the same field', `{ case { ${repeat(100, () => 'id')} } }`],
    ['a thousand fragment spreads', `{ case { ${repeat(1_000, () => '...F')} } }`],
    ['a hundred definitions', `{ ...F0 } ${repeat(99, (at) => `fragment F${at} on Query { id }`)}`],
  ])('%s', (_title, query) => {
    expect(refusalOf(query)).toBeNull();
  });
});

describe('fragments', () => {
  it('count as often as they are spread', () => {
    const fifty = `fragment F on Case { ${repeat(51, (at) => `a${at}: id`)} }`;

    expect(refusalOf(`{ a { ...F } } ${fifty}`)).toBeNull();
    expect(refusalOf(`{ a { ...F } b { ...F } } ${fifty}`)).toEqual(tooLarge('more than 100 aliases'));
  });

  it('count with the depth at which they are spread', () => {
    const ten = `fragment F on Query ${nested(11)}`;

    expect(refusalOf(`{ a { b { c { d { e { f { g { h { i { ...F } } } } } } } } } } ${ten}`)).toBeNull();
    expect(refusalOf(`{ a { b { c { d { e { f { g { h { i { j { ...F } } } } } } } } } } } ${ten}`)).toEqual(
      tooLarge('deeper than 20'),
    );
  });

  it('of a bomb are measured once each, and refused', () => {
    expect(refusalOf(bomb(90))).toEqual(tooLarge('more than 1000 fields', 'deeper than 20'));
  });

  it('inline, are measured like what is in them', () => {
    expect(refusalOf(`{ case { ... on Case { ${repeat(101, (at) => `a${at}: id`)} } } }`)).toEqual(
      tooLarge('more than 100 aliases'),
    );
  });

  it('in a circle, or unknown, end nothing but are left for validation to refuse', () => {
    expect(refusalOf('{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }')).toBeNull();
    expect(refusalOf('{ ...A } fragment A on Query { a { ...A } }')).toBeNull();
    expect(refusalOf('{ ...Unknown }')).toBeNull();
  });
});

describe('aliases that begin with two underscores', () => {
  it.each([
    ['at the root', '{ __label: case { id } }'],
    ['inside', '{ case { __pruned_2_id_id: title } }'],
    ['in a fragment', '{ ...F } fragment F on Query { case { __id: title } }'],
    ['in an inline fragment', '{ ... on Query { __proto__: case { id } } }'],
  ])('are refused %s', (_title, query) => {
    expect(refusalOf(query)).toEqual({
      code: 'INVALID_INPUT',
      message: 'Aliases may not begin with two underscores.',
    });
  });

  it('do not keep __typename and introspection from being asked for', () => {
    expect(refusalOf('{ __typename __schema { types { name } } kind: __typename _a: id }')).toBeNull();
  });
});

it('leaves a syntax error to say where it is', () => {
  expect(() => parseWithinLimits('{ case(id: ')).toThrow(/^Syntax Error/);
  expect(LIMITS.tokens).toBe(3_000);
});
