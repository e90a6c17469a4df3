/** Whether an answer is short exactly where it says so: what is missing is null and named, all else is as it should be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLAnswer, IdentityName } from './gateway.ts';

export interface GoldenAnswer {
  readonly data: Record<string, unknown>;
  readonly extensions: { readonly disclosure: { readonly entries: readonly unknown[] } };
}

/** What an identity gets for the main query when everything is well. */
export function mainAnswerOf(identity: IdentityName): GoldenAnswer {
  const file = join(import.meta.dirname, '..', 'golden', 'main-query', `${identity}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenAnswer;
}

export const MAIN_QUERY = readFileSync(join(import.meta.dirname, '..', 'golden', 'main-query.graphql'), 'utf8');

type Path = readonly (string | number)[];

/** What is wrong with an answer, in sentences; empty when it is whole, or short where its errors say. */
export function faultsOf(answer: GraphQLAnswer, golden: GoldenAnswer): string[] {
  const errors = answer.errors ?? [];
  if (answer.data === null || answer.data === undefined)
    return errors.length > 0 && errors.every(isUnavailable) ? [] : [`no data: ${JSON.stringify(answer)}`];
  const paths = errors.map(({ path = [] }) => path);
  const faults = differences(answer.data, golden.data, paths);
  for (const error of errors) {
    const at = (error.path ?? []).join('.');
    if (at === '') faults.push(`an error without a path: ${error.message}`);
    if (!isUnavailable(error)) faults.push(`at ${at} an error that is not UNAVAILABLE: ${JSON.stringify(error)}`);
    if (!isNullAt(answer.data, error.path ?? [])) faults.push(`at ${at} an error, and a value`);
  }
  const entries = JSON.stringify(answer.extensions?.disclosure?.entries);
  if (errors.length === 0 && entries !== JSON.stringify(golden.extensions.disclosure.entries))
    faults.push(`a whole answer whose summary is another: ${entries}`);
  return faults;
}

type AnswerError = NonNullable<GraphQLAnswer['errors']>[number];

function isUnavailable({ extensions }: AnswerError): boolean {
  return extensions?.['code'] === 'UNAVAILABLE';
}

/** A null may stand for a value only where an error is: there, or below where a null had to come up from. */
function differences(given: unknown, expected: unknown, errors: readonly Path[], at: Path = []): string[] {
  if (given === null && expected !== null) {
    const isTold = errors.some((path) => at.every((key, index) => path[index] === key));
    return isTold ? [] : [`${at.join('.')} is null, and no error says so`];
  }
  if (!isTree(given) || !isTree(expected))
    return given === expected
      ? []
      : [`${at.join('.')} is ${JSON.stringify(given)} instead of ${JSON.stringify(expected)}`];
  const [keys, expectedKeys] = [Object.keys(given), Object.keys(expected)];
  if (keys.join() !== expectedKeys.join()) return [`${at.join('.')} has the keys ${keys.join()}`];
  return keys.flatMap((key) =>
    differences(given[key], expected[key], errors, [...at, Array.isArray(given) ? Number(key) : key]),
  );
}

function isNullAt(data: unknown, path: Path): boolean {
  let value = data;
  for (const key of path) {
    if (!isTree(value)) break;
    value = value[key];
  }
  return value === null;
}

function isTree(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
