/** The engine that ships: executes operations over the subgraphs of one supergraph. */
import { parse } from 'graphql';
import type { Engine, SubgraphFetch } from '../engine.ts';
import { carefully } from './inherited-names.ts';
import { checkSupergraph } from './check-supergraph.ts';
import { readFieldNames } from './plan-keys.ts';
import { createPlanner, type PlanOptions } from './plan.ts';
import { prepareOperation, type EngineParts } from './prepare.ts';
import { refuseWhatWeDoNotEnforce } from './refuse.ts';
import { repairSupergraph } from './repair-supergraph.ts';
import { buildSchemas } from './schemas.ts';
import { createTypeMatcher } from './type-matcher.ts';

/**
 * Reads a supergraph once; `fetch` is called for every request to a subgraph.
 *
 * @param options progressive `@override`: no label is on and no percentage applies unless told
 * @throws Error whose sentence tells why the supergraph cannot be served; a supergraph that asks
 *   for authorization by directives is refused, because nothing here would check them
 */
export function createEngine<C = unknown>(
  supergraphSdl: string,
  fetch: SubgraphFetch<C>,
  options: Partial<PlanOptions> = {},
): Engine<C> {
  const document = repairSupergraph(parse(supergraphSdl, { noLocation: true }));
  refuseWhatWeDoNotEnforce(document);
  const schemas = buildSchemas(document);
  checkSupergraph(document, schemas.fullSchema);
  const parts: EngineParts<C> = {
    schemas,
    names: readFieldNames(schemas.fullSchema),
    types: createTypeMatcher(schemas.fullSchema),
    plan: createPlanner(
      { supergraph: document, fullSchema: schemas.fullSchema },
      { labels: new Set(), percent: 100, ...options },
    ),
    fetch: carefully(fetch, schemas.fullSchema),
  };
  return {
    apiSchema: schemas.apiSchema,
    fullSchema: schemas.fullSchema,
    prepare: (operation, operationName, prepareOptions = {}) =>
      prepareOperation(parts, operation, operationName, prepareOptions),
  };
}
