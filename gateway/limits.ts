/** What an operation may cost before anybody looks at it closer: size, depth, breadth, aliases. */
import {
  Kind,
  parse,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DomainError } from '../schema/errors.ts';
import { ByteCache } from '../schema/byte-cache.ts';
import { findOverlaps } from './overlaps.ts';

export const LIMITS = {
  /** JSON of so many bytes is read in 9 ms at worst (2026-11-21). */
  bodyBytes: 200_000,
  /** Of the operation's text. Long values belong into variables. */
  characters: 50_000,
  tokens: 3_000,
  /** Operations and fragments. */
  definitions: 100,
  depth: 20,
  /** Fields after fragments are spread. */
  fields: 1_000,
  aliases: 100,
  /** Below `__schema` and `__type`, where each alias of a list multiplies the work: a hundred took 160 ms (2026-11-21). */
  introspectionAliases: 5,
  rootFields: 20,
  /** Selections that meet each other in one place of the answer, pair by pair. */
  pairs: 4_950,
  spreads: 1_000,
  /** Values of variables, keys and lists included. */
  values: 10_000,
  valueDepth: 20,
} as const;

/** Texts that were found within the limits are known again: parsing is most of the work. */
const KNOWN_BYTES = 4 * 1024 * 1024;

export class RequestLimits {
  readonly #known = new ByteCache<true>(KNOWN_BYTES);

  /**
   * @param request body or query string, of which nothing is known yet
   * @throws LIMIT_EXCEEDED before anything is validated or planned. A syntax error is left to who parses next.
   */
  check(request: unknown): void {
    if (typeof request !== 'object' || request === null) return;
    if ('variables' in request) checkVariables(readVariables(request.variables));
    if (!('query' in request) || typeof request.query !== 'string') return;
    const text = request.query;
    if (this.#known.get(text) === true) return;
    try {
      parseWithinLimits(text);
    } catch (error) {
      if (error instanceof DomainError) throw error;
    }
    this.#known.set(text, true, 2 * text.length);
  }
}

/** In a query string they are JSON once more; what is none is left to who reads next. */
function readVariables(variables: unknown): unknown {
  if (typeof variables !== 'string') return variables;
  try {
    return JSON.parse(variables);
  } catch {
    return null;
  }
}

/** Without recursion: JSON may be nested deeper than the stack is. */
function checkVariables(variables: unknown): void {
  let count = 0;
  let level: object[] = isNested(variables) ? [variables] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > LIMITS.valueDepth) throw tooLarge(`variables deeper than ${LIMITS.valueDepth}`);
    const below: object[] = [];
    for (const parent of level) {
      const values: unknown[] = Array.isArray(parent) ? parent : Object.values(parent);
      count += values.length;
      if (count > LIMITS.values) throw tooLarge(`more than ${LIMITS.values} values in variables`);
      below.push(...values.filter(isNested));
    }
    level = below;
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** How large an operation is, by what `LIMITS` bounds. */
export interface Measure {
  readonly fields: number;
  readonly aliases: number;
  readonly depth: number;
}

/**
 * Parses and measures. Fragments are measured once each, so that a bomb of them costs no more than its text.
 *
 * @throws GraphQLError for a syntax error
 * @throws LIMIT_EXCEEDED naming every limit that is exceeded; INVALID_INPUT for aliases that are ours
 */
export function parseWithinLimits(query: string): DocumentNode {
  const document = parseOrRefuse(query);
  if (document.definitions.length > LIMITS.definitions) throw tooLarge(`more than ${LIMITS.definitions} definitions`);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const measured = new Map<string, Measure | null>();
  const faults = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { fields, aliases, depth } = measure(definition.selectionSet, fragments, measured);
    if (fields > LIMITS.fields) faults.add(`more than ${LIMITS.fields} fields`);
    if (aliases > LIMITS.aliases) faults.add(`more than ${LIMITS.aliases} aliases`);
    if (depth > LIMITS.depth) faults.add(`deeper than ${LIMITS.depth}`);
    if (definition.selectionSet.selections.length > LIMITS.rootFields)
      faults.add(`more than ${LIMITS.rootFields} root fields`);
    if (faults.size > 0) continue;
    const overlap = findOverlaps(definition.selectionSet, fragments, LIMITS);
    if (overlap !== null) faults.add(OVERLAPS[overlap]);
  }
  if (faults.size > 0) throw tooLarge([...faults].join(', '));
  return document;
}

const OVERLAPS = {
  pairs: 'the same fields too many times',
  spreads: `more than ${LIMITS.spreads} fragment spreads`,
} as const;

function tooLarge(faults: string): DomainError {
  return new DomainError('LIMIT_EXCEEDED', `The operation is too large: ${faults}.`);
}

function parseOrRefuse(query: string): DocumentNode {
  if (query.length > LIMITS.characters) throw tooLarge(`more than ${LIMITS.characters} characters`);
  try {
    return parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const isTooLong = error instanceof Error && /contains more tha[nt] \d+ tokens/.test(error.message);
    if (isTooLong) throw tooLarge(`more than ${LIMITS.tokens} tokens`);
    throw error;
  }
}

/** Of an operation within the limits. */
export function measureOperation(document: DocumentNode, { selectionSet }: OperationDefinitionNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  return measure(selectionSet, fragments, new Map());
}

function measure(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Measure | null>,
): Measure {
  let fields = 0;
  let aliases = 0;
  let depth = 0;
  const add = (part: Measure): void => {
    fields += part.fields;
    aliases += part.aliases;
    depth = Math.max(depth, part.depth);
  };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.alias?.value.startsWith('__') === true)
        throw new DomainError('INVALID_INPUT', 'Aliases may not begin with two underscores.');
      const inner = selection.selectionSet === undefined ? EMPTY : measure(selection.selectionSet, fragments, measured);
      if (selection.name.value.startsWith('__') && inner.aliases > LIMITS.introspectionAliases)
        throw tooLarge(`more than ${LIMITS.introspectionAliases} aliases in introspection`);
      add({
        fields: inner.fields + 1,
        aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
        depth: inner.depth + 1,
      });
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      add(measure(selection.selectionSet, fragments, measured));
    } else {
      add(measureFragment(selection.name.value, fragments, measured));
    }
  }
  return { fields, aliases, depth };
}

const EMPTY: Measure = { fields: 0, aliases: 0, depth: 0 };

/** An unknown fragment or a cycle counts as nothing here: validation refuses both. */
function measureFragment(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Measure | null>,
): Measure {
  const known = measured.get(name);
  if (known !== undefined) return known ?? EMPTY;
  const fragment = fragments.get(name);
  if (fragment === undefined) return EMPTY;
  measured.set(name, null);
  const made = measure(fragment.selectionSet, fragments, measured);
  measured.set(name, made);
  return made;
}
