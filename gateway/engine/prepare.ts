/** One operation, from its document to a function that answers it. */
import { GraphQLError, print, type DocumentNode } from 'graphql';
import type { EngineResult, ExecuteOptions, PreparedOperation, PrepareOptions, SubgraphFetch } from '../engine.ts';
import { Flags } from './conditions.ts';
import { toClientError } from './error-paths.ts';
import { ErrorLog } from './errors.ts';
import { introspect } from './introspection.ts';
import { emptyObject } from './null-object.ts';
import { chooseOperation } from './operation.ts';
import { createPlanKeys, type FieldNames } from './plan-keys.ts';
import type { Plan } from './plan.ts';
import { rootFieldUse, toPlanVariables } from './planned-document.ts';
import { compileProjection } from './project.ts';
import { Projecting } from './projecting.ts';
import type { Schemas } from './schemas.ts';
import { readSelection, type Selection } from './selection.ts';
import type { TypeMatcher } from './type-matcher.ts';
import { coerceVariables } from './variables.ts';
import { Variants } from './variants.ts';

/** What all operations of an engine share. */
export interface EngineParts<C> {
  readonly schemas: Schemas;
  readonly names: FieldNames;
  readonly types: TypeMatcher;
  readonly plan: (operation: DocumentNode) => Plan;
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
  const operation = chooseOperation(document, operationName, schemas.fullSchema);
  const { definition, fragments, rootType } = operation;
  const keys = createPlanKeys(parts.names);
  const flags = new Flags();
  const selection = readSelection(
    { schema: schemas.fullSchema, fragments, keys, flags },
    rootType,
    definition.selectionSet,
  );
  const variants = new Variants<C>(operation, keys, { schema: schemas.fullSchema, ...parts });
  const project = compileProjection<S>(selection, schemas, options);
  const isHidden = options.isHidden ?? (() => false);
  const introspects = asksForSchema(selection);

  const execute = async (request: ExecuteOptions<C, S>): Promise<EngineResult> => {
    const { context, signal, state, told } = request;
    const variables = coerceVariables(schemas.apiSchema, definition.variableDefinitions ?? [], request.variables);
    if (variables.errors) return { data: undefined, errors: variables.errors };
    const { values } = variables;
    const carryOut = variants.stepFor(values);
    if (carryOut instanceof GraphQLError) return { data: undefined, errors: [carryOut.toJSON()] };

    const log = new ErrorLog();
    const data = emptyObject();
    await carryOut({ fetch: parts.fetch, context, signal, variables: toPlanVariables(values), data, log });
    const introspected = introspects
      ? await introspect(operation, keys, told?.() ?? schemas.apiSchema, values)
      : undefined;
    Object.assign(data, introspected?.data);

    const answers = flags.evaluate(values);
    const view = { root: selection, flags: answers, isHidden, data };
    const errors = [...log.reported, ...(introspected?.errors ?? [])].map((error) => toClientError(error, view));
    const at = new Projecting<S>({ state, flags: answers, log, errors });
    return { data: project(data, at), errors: at.errors };
  };
  return { execute, bytes: 10 * print(document).length + variants.bytes };
}

function asksForSchema(root: Selection): boolean {
  const fields = [...root.objects.values()].flatMap((object) => object.fields);
  return fields.some((field) => rootFieldUse(field.name) === 'introspection');
}
