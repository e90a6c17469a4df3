/** Variables of a registered operation from a query string or a JSON body: every fault at once. Pure. */
import { Kind, parseType, type TypeNode } from 'graphql';
import { DomainError } from '../../schema/errors.ts';
import type { OperationVariable } from '../../schema/operation-document.ts';

export type Variables = Readonly<Record<string, unknown>>;

export const MOST_ROWS = 100;

export interface Body {
  /** Null: a call with one set of variables. */
  readonly rows: readonly unknown[] | null;
  readonly variables: Variables;
}

/** @throws INVALID_INPUT */
export function readBody(bytes: Buffer, defined: readonly OperationVariable[]): Body {
  const body = parseJson(bytes.toString('utf8'));
  if (!isRecord(body)) throw new DomainError('INVALID_INPUT', 'The body must be a JSON object.');
  if (!Object.hasOwn(body, 'rows')) return { rows: null, variables: checkVariables(body, defined) };
  const { rows } = body;
  const faults = [
    ...(Array.isArray(rows) && rows.length >= 1 && rows.length <= MOST_ROWS ? [] : [`rows: must be 1 to ${MOST_ROWS}`]),
    ...(Object.keys(body).length === 1 ? [] : ['beside rows there is nothing else']),
  ];
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`);
  return { rows: rows as readonly unknown[], variables: {} };
}

/** Whether the values fit their types is found out where GraphQL finds it out. @throws INVALID_INPUT */
export function checkVariables(given: unknown, defined: readonly OperationVariable[]): Variables {
  if (!isRecord(given)) throw new DomainError('INVALID_INPUT', 'Variables must be a JSON object.');
  refuseFaults(faultsOf(Object.keys(given), defined));
  return given;
}

/**
 * A list is the parameter several times; an input object is JSON.
 *
 * @param search as it was sent, with or without its question mark
 * @throws INVALID_INPUT
 */
export function readQuery(search: string, defined: readonly OperationVariable[]): Variables {
  const given = new URLSearchParams(search);
  const names = [...new Set(given.keys())];
  const faults = faultsOf(names, defined);
  const variables = names.map((name) => {
    const texts = given.getAll(name);
    const type = parseType(defined.find((each) => each.name === name)?.type ?? 'String');
    if (!isList(type) && texts.length > 1) faults.push(`${name}: once only`);
    const value = isList(type) ? texts.map((text) => toValue(text, type)) : toValue(texts[0] ?? '', type);
    return [name, value] as const;
  });
  refuseFaults(faults);
  return Object.fromEntries(variables);
}

function faultsOf(names: readonly string[], defined: readonly OperationVariable[]): string[] {
  const known = defined.map(({ name }) => name);
  const missing = defined.filter(({ name, isRequired }) => isRequired && !names.includes(name));
  return [
    ...missing.map(({ name, type }) => `${name}: must be given, a ${type}`),
    ...names
      .filter((name) => !known.includes(name))
      .map(() => `there is none but ${known.join(', ') || 'no variable'}`),
  ].filter((each, at, all) => all.indexOf(each) === at);
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`);
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

/** What is text stays as it is; numbers, booleans and objects are read as JSON where they are. */
function toValue(text: string, type: TypeNode): unknown {
  const name = nameOf(type);
  const isNumber = (name === 'Int' || name === 'Float') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);
  const isOther = (name === 'Boolean' && /^(true|false)$/.test(text)) || text.startsWith('{');
  return isNumber || (isOther && !TEXTS.has(name)) ? parseJson(text) : text;
}

const TEXTS: ReadonlySet<string> = new Set(['String', 'ID']);

/** @throws INVALID_INPUT that quotes nothing */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', 'What should be JSON is none.', { cause });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
