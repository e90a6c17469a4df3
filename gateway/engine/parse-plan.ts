/** From the planner's JSON to `PlanNode`; what we do not know stops here, not during a request. */
import { parse, print, type DocumentNode } from 'graphql';
import { isObject, type PlainObject } from './null-object.ts';
import type { EntityBatch, PathStep, PlanNode, Request, Requirement, Rewrite } from './plan-nodes.ts';

/**
 * Reads one node; `undefined` and null mean that nothing has to be fetched.
 *
 * @param repair is given every subgraph query, and may answer another
 * @throws Error when the planner speaks a dialect that we do not know
 */
export function parsePlanNode(value: unknown, repair: Repair = (document) => document): PlanNode | undefined {
  return parseNode(value, { path: [], repair });
}

type Repair = (document: DocumentNode) => DocumentNode;

interface Place {
  /** Where the enclosing `Flatten` nodes point. */
  readonly path: readonly PathStep[];
  readonly repair: Repair;
}

function parseNode(value: unknown, place: Place): PlanNode | undefined {
  if (value === undefined || value === null) return undefined;
  const node = object(value, 'plan node');
  switch (node['kind']) {
    case 'Sequence':
      return { kind: 'sequence', nodes: parseNodes(node['nodes'], place) };
    case 'Parallel':
      return { kind: 'parallel', nodes: parseNodes(node['nodes'], place) };
    case 'Flatten':
      return parseNode(node['node'], { ...place, path: [...place.path, ...parsePath(node['path'])] });
    case 'Condition':
      return {
        kind: 'condition',
        variable: text(node['condition'], 'condition'),
        whenTrue: parseNode(node['ifClause'], place),
        whenFalse: parseNode(node['elseClause'], place),
      };
    case 'Fetch':
      return parseFetch(node, place);
    case 'BatchFetch':
      return parseBatchFetch(node, place);
    default:
      throw new Error(`The query planner answered a node of the unknown kind ${String(node['kind'])}.`);
  }
}

function parseNodes(value: unknown, place: Place): PlanNode[] {
  return list(value, 'nodes').flatMap((node) => parseNode(node, place) ?? []);
}

function parseFetch(node: PlainObject, { path, repair }: Place): PlanNode {
  const requires = optionalList(node['requires']).map(parseRequirement);
  const outputRewrites = optionalList(node['outputRewrites']).map(parseRewrite);
  if (requires.length === 0) return { kind: 'root', request: parseRequest(node, [], repair), rewrites: outputRewrites };
  const batch: EntityBatch = {
    responseKey: '_entities',
    variable: 'representations',
    paths: [path],
    requires,
    inputRewrites: optionalList(node['inputRewrites']).map(parseRewrite),
    outputRewrites,
  };
  return { kind: 'entities', request: parseRequest(node, [batch], repair), batches: [batch] };
}

function parseBatchFetch(node: PlainObject, { repair }: Place): PlanNode {
  const aliases = list(object(node['entityBatch'], 'entityBatch')['aliases'], 'aliases');
  const batches = aliases.map((value): EntityBatch => {
    const alias = object(value, 'alias');
    return {
      responseKey: text(alias['alias'], 'alias'),
      variable: text(alias['representationsVariableName'], 'representationsVariableName'),
      paths: list(alias['paths'], 'paths').map(parsePath),
      requires: list(alias['requires'], 'requires').map(parseRequirement),
      inputRewrites: optionalList(alias['inputRewrites']).map(parseRewrite),
      outputRewrites: optionalList(alias['outputRewrites']).map(parseRewrite),
    };
  });
  return { kind: 'entities', request: parseRequest(node, batches, repair), batches };
}

function parseRequest(node: PlainObject, batches: readonly EntityBatch[], repair: Repair): Request {
  const kind = node['operationKind'] ?? 'query';
  if (kind !== 'query' && kind !== 'mutation') throw new Error(`The query planner planned a ${String(kind)}.`);
  const ours = new Set(batches.map((batch) => batch.variable));
  const query = text(node['operation'], 'operation');
  const parsed = parse(query, { noLocation: true });
  const document = repair(parsed);
  const variables = optionalList(node['variableUsages']).map((name) => text(name, 'variable'));
  return {
    service: text(node['serviceName'], 'serviceName'),
    operation: kind,
    operationName: optionalText(node['operationName'], 'operationName'),
    query: document === parsed ? query : print(document),
    document,
    variables: variables.filter((name) => !ours.has(name)),
  };
}

function parsePath(value: unknown): PathStep[] {
  return list(value, 'path').map((step): PathStep => {
    if (step === '@') return { kind: 'items' };
    const { Field, TypeCondition } = object(step, 'path step');
    if (Field !== undefined) return { kind: 'key', key: text(Field, 'Field') };
    return { kind: 'types', names: list(TypeCondition, 'TypeCondition').map((name) => text(name, 'type')) };
  });
}

function parseRequirement(value: unknown): Requirement {
  const selection = object(value, 'requirement');
  const children = optionalList(selection['selections']).map(parseRequirement);
  if (selection['kind'] === 'Field') {
    const source = text(selection['name'], 'name');
    return { kind: 'field', source, target: optionalText(selection['alias'], 'alias') ?? source, children };
  }
  if (selection['kind'] !== 'InlineFragment') {
    throw new Error(`The query planner answered a requirement of the unknown kind ${String(selection['kind'])}.`);
  }
  return {
    kind: 'fragment',
    typeName: text(selection['typeCondition'], 'typeCondition'),
    skipIf: optionalText(selection['skipIf'], 'skipIf'),
    includeIf: optionalText(selection['includeIf'], 'includeIf'),
    children,
  };
}

/** Both spellings occur: `{ ValueSetter: {…} }` and `{ kind: 'ValueSetter', … }`. */
function parseRewrite(value: unknown): Rewrite {
  const rewrite = object(value, 'rewrite');
  const body = object(rewrite['KeyRenamer'] ?? rewrite['ValueSetter'] ?? rewrite, 'rewrite');
  const path = list(body['path'], 'path').map((step): PathStep => {
    const { Key, TypenameEquals } = object(step, 'rewrite step');
    if (Key !== undefined) return { kind: 'key', key: text(Key, 'Key') };
    return { kind: 'types', names: list(TypenameEquals, 'TypenameEquals').map((name) => text(name, 'type')) };
  });
  if (body['renameKeyTo'] !== undefined) {
    return { path, change: { kind: 'rename', to: text(body['renameKeyTo'], 'renameKeyTo') } };
  }
  return { path, change: { kind: 'set', value: text(body['setValueTo'], 'setValueTo') } };
}

function object(value: unknown, what: string): PlainObject {
  if (isObject(value)) return value;
  throw new Error(`The query planner answered a ${what} that is no object.`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`The query planner answered "${what}" that is no list.`);
}

function optionalList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : list(value, 'list');
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`The query planner answered "${what}" that is no text.`);
}

function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : text(value, what);
}
