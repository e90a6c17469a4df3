import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../schema/errors.ts';
import { listSources, readSource } from '../support/sources.ts';

it('the README of the gateway lists exactly the codes of the catalogue', () => {
  const listed = [...readSource('gateway/README.md').matchAll(/^\|\s*`([A-Z_]+)`\s*\|/gm)].map(([, code = '']) => code);

  expect(listed.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
});

describe.each(Object.entries(ERRORS))('%s', (_code, entry) => {
  it('says what it means and what user and operator do next', () => {
    for (const text of [entry.meaning, entry.publicMessage, entry.userStep, entry.operatorStep])
      expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it('has an HTTP status of an error', () => {
    expect(entry.httpStatus).toBeGreaterThanOrEqual(400);
    expect(entry.httpStatus).toBeLessThan(600);
  });
});

/** At the door of registered operations; each is of the kind beside it, and has its status. */
const KINDS = {
  SIGNATURE_INVALID: 'UNAUTHENTICATED',
  REPLAYED: 'CONFLICT',
  OPERATION_NOT_REGISTERED: 'FORBIDDEN',
} as const;

it.each(Object.entries(KINDS))('%s has the status of %s', (code, kind) => {
  expect(ERRORS[code as keyof typeof KINDS].httpStatus).toBe(ERRORS[kind].httpStatus);
});

it('an error of another status can be told by its status', () => {
  const others = Object.entries(ERRORS).filter(([code]) => !(code in KINDS));
  const statuses = others.map(([, { httpStatus }]) => httpStatus);

  expect(new Set(statuses).size).toBe(statuses.length);
});

it('the code throws no code that is not in the catalogue, and never a bare text', () => {
  const sources = listSources().filter((path) => !/^test\/|\.test\.ts$/.test(path));
  const thrown = sources.flatMap((path) =>
    [...readSource(path).matchAll(/new DomainError\(\s*'(\w+)'/g)].map(([, code = '']) => code),
  );
  const texts = sources.filter((path) => /throw ['"`]/.test(readSource(path)));

  expect([...new Set(thrown)].filter((code) => !(code in ERRORS))).toEqual([]);
  expect(texts).toEqual([]);
});
