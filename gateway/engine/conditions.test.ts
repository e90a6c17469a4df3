import { Kind, parse, type DirectiveNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { always, conditionVariables, Flags, isIncluded, narrow } from './conditions.ts';

const directives = (text: string): readonly DirectiveNode[] => {
  const [definition] = parse(`{ a ${text} }`).definitions;
  return (definition?.kind === Kind.OPERATION_DEFINITION && definition.selectionSet.selections[0]?.directives) || [];
};

describe('@skip and @include', () => {
  it.each([
    ['@skip(if: $a)', false, true],
    ['@include(if: $a)', true, false],
    ['@include(if: true)', true, true],
    ['@skip(if: true)', false, false],
    ['@include(if: $a) @skip(if: $a)', false, false],
    ['@other(if: false)', true, true],
  ])('%s', (text, whenTrue, whenFalse) => {
    expect(isIncluded(directives(text), { a: true })).toBe(whenTrue);
    expect(isIncluded(directives(text), { a: false })).toBe(whenFalse);
  });

  it('narrow what encloses them', () => {
    const outer = narrow(always, directives('@include(if: $a)')) ?? [];

    expect(narrow(outer, directives('@skip(if: $b)'))).toEqual(['!b', 'a']);
    expect(narrow(outer, directives('@skip(if: $a)'))).toBeUndefined();
  });

  it('depend on these variables', () => {
    const document = parse('{ x @skip(if: $a) ... @include(if: $b) { y(z: $c) @skip(if: true) } z @skip(if: $b) }');

    expect({ ...conditionVariables([document]) }).toEqual({ a: false, b: true });
  });
});

describe('flags', () => {
  it('answer a question once, however it is put', () => {
    const flags = new Flags();

    expect(flags.numberOf([['a'], []])).toBeUndefined();
    expect(flags.numberOf([['a'], ['!b']])).toBe(0);
    expect(flags.numberOf([['!b'], ['a']])).toBe(0);
    expect(flags.numberOf([['a', 'b']])).toBe(1);
    expect(flags.evaluate({ a: true, b: true })).toEqual([true, true]);
    expect(flags.evaluate({ a: false, b: true })).toEqual([false, false]);
    expect(flags.evaluate({})).toEqual([true, false]);
  });
});
