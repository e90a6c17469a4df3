/** What an operation may cost before anybody looks at it closer: size, depth, breadth, aliases. */
import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { DomainError } from '../schema/errors.ts';

export const LIMITS = {
  bodyBytes: 1_000_000,
  tokens: 3_000,
  depth: 20,
  /** Fields after fragments are spread. */
  fields: 1_000,
  aliases: 100,
  rootFields: 20,
} as const;

interface Measure {
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
  }
  if (faults.size > 0)
    throw new DomainError('LIMIT_EXCEEDED', `The operation is too large: ${[...faults].join(', ')}.`);
  return document;
}

function parseOrRefuse(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const isTooLong = error instanceof Error && /contains more tha[nt] \d+ tokens/.test(error.message);
    if (isTooLong)
      throw new DomainError('LIMIT_EXCEEDED', `The operation is too large: more than ${LIMITS.tokens} tokens.`);
    throw error;
  }
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
