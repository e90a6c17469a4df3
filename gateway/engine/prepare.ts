/** One operation, from its document to a function that answers it. */
import { GraphQLError, print, type DocumentNode } from 'graphql';
import type {
  EngineResult,
  ExecuteOptions,
  PreparedOperation,
  PrepareOptions,
  SubgraphFetch,
} from '../engine.ts';
import { compilePlan } from './compile.ts';
import { Flags } from './conditions.ts';
import { toClientError } from './error-paths.ts';
import { ErrorLog } from './errors.ts';
import { compileIntrospection } from './introspection.ts';
import { emptyObject, type PlainObject } from './null-object.ts';
import { chooseOperation } from './operation.ts';
import { createPlanKeys, type FieldNames } from './plan-keys.ts';
import type { Plan } from './plan.ts';
import { partOf, planVariable, printForPlanner } from './planned-document.ts';
import { compileProjection } from './project.ts';
import { Projecting } from './projecting.ts';
import type { Schemas } from './schemas.ts';
import { readSelection } from './selection.ts';
import type { TypeMatcher } from './type-matcher.ts';
import { coerceVariables } from './variables.ts';

/** What all operations of an engine share. */
export interface EngineParts<C> {
  readonly schemas: Schemas;
  readonly names: FieldNames;
  readonly types: TypeMatcher;
  readonly plan: (operation: string) => Plan;
  readonly fetch: SubgraphFetch<C>;
}

/** @throws GraphQLError when the operation cannot be chosen or planned */
export function prepareOperation<C, S>(
  parts: EngineParts<C>,
  document: DocumentNode,
  operationName: string | undefined,
  options: PrepareOptions<S>,
): PreparedOperation<C, S> {
  const { schemas } = parts;
  const operation = chooseOperation(document, operationName);
  const { definition, fragments } = operation;
  const rootType = schemas.fullSchema.getRootType(definition.operation);
  if (!rootType) throw new GraphQLError(`The schema has no ${definition.operation} type.`);

  const keys = createPlanKeys(parts.names);
  const flags = new Flags();
  const selection = readSelection({ schema: schemas.fullSchema, fragments, keys, flags }, rootType, definition.selectionSet);
  const root = selection.objects.get(rootType.name) ?? { typeName: rootType.name, isConcrete: true, fields: [] };

  const fetched = partOf(operation, 'subgraphs');
  const plan = fetched && parts.plan(printForPlanner(fetched, keys));
  const carryOut = compilePlan<C>(plan?.node, parts.types);
  const introspect = compileIntrospection(operation, root, schemas.apiSchema);
  const project = compileProjection<S>(selection, schemas, options);
  const isHidden = options.isHidden ?? (() => false);

  const execute = async (request: ExecuteOptions<C, S>): Promise<EngineResult> => {
    const { context, signal, state } = request;
    const variables = coerceVariables(schemas.apiSchema, definition.variableDefinitions ?? [], request.variables);
    if (variables.errors) return { data: null, errors: variables.errors };
    const { values } = variables;

    const log = new ErrorLog();
    const data = emptyObject();
    await carryOut({ fetch: parts.fetch, context, signal, variables: toPlan(values), data, log });
    const introspected = await introspect?.(values);
    Object.assign(data, introspected?.data);

    const known = log.reported.map((error) => toClientError(error, selection, isHidden));
    const errors = [...known, ...(introspected?.errors ?? [])];
    const at = new Projecting<S>({ state, flags: flags.evaluate(values), log, errors });
    return { data: project(data, at), errors: at.errors };
  };
  return { execute, bytes: estimateBytes(print(document).length, plan) };
}

function toPlan(values: PlainObject): PlainObject {
  const variables = emptyObject();
  for (const name of Object.keys(values)) variables[planVariable(name)] = values[name];
  return variables;
}

/** Measured roughly: closures and nodes take about ten times the text that they come from. */
function estimateBytes(documentLength: number, plan: Plan | undefined): number {
  return 2_048 + 10 * (documentLength + (plan?.size ?? 0));
}
