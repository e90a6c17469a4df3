/** Four subgraphs that answer canned rows from memory, so that what is measured is the gateway. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import type { Policy } from '../../schema/policy/policy.ts';
import { redact, type RecordTable } from '../../schema/policy/table.ts';
import type { ExecutionRequest, WireResponse } from '../../subgraphs/kernel/index.ts';
import { cannedCases, type CannedCase, type CannedRow } from './cheap-rows.ts';
import { compiler } from './compiled.ts';
import type { LocalSubgraph } from './endpoint.ts';

export interface CheapSubgraph extends LocalSubgraph {
  readonly executeFor: (request: ExecutionRequest, access: AccessContext) => Promise<WireResponse>;
}

/** Null: rows leave as they are. */
type CheapContext = Tables | null;

/** Of one request: each looked up once, as where rows come from a database. */
type Tables = (typeName: string) => RecordTable;

type Reference = (key: Readonly<Record<string, unknown>>, context: CheapContext) => unknown;
type Resolve = (
  root: Readonly<Record<string, unknown>>,
  args: { id?: string; first?: number },
  context: CheapContext,
) => unknown;
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolve>>>>;

/**
 * @param policy decides and redacts as subgraphs do, row by row, for requests that bring an access context
 * @param folder where `cases.graphql` and the others are
 */
export function cheapSubgraphs(policy: Policy, folder: string): readonly CheapSubgraph[] {
  const world = cannedWorld(policy);
  return [casesOf(world), licencesOf(world), retentionOf(world), holdingsOf(world)].map((parts) =>
    define(policy, folder, parts),
  );
}

interface World {
  readonly all: readonly CannedCase[];
  /** Of a type; what there is none of is null. */
  readonly show: (typeName: string, row: CannedRow | undefined, context: CheapContext) => unknown;
  /** Without those that are absent for the caller. */
  readonly showAll: (typeName: string, rows: readonly CannedRow[], context: CheapContext) => readonly unknown[];
  readonly ofCase: <T>(root: Readonly<Record<string, unknown>>, read: (found: CannedCase) => T) => T | undefined;
}

function cannedWorld(policy: Policy): World {
  const all = cannedCases(policy.records);
  const byId = new Map(all.map((each) => [each.case.id, each]));
  const show: World['show'] = (typeName, row, context) =>
    row === undefined ? null : shown(policy, { typeName, row }, context);
  return {
    all,
    show,
    showAll: (typeName, rows, context) => rows.map((row) => show(typeName, row, context)).filter((row) => row !== null),
    ofCase: (root, read) => {
      const found = byId.get(String(root['id']));
      return found && read(found);
    },
  };
}

interface CheapParts {
  readonly name: string;
  readonly references: Readonly<Record<string, Reference>>;
  readonly fields: Resolvers;
}

function casesOf({ all, show, showAll, ofCase }: World): CheapParts {
  const findCase: Reference = (key, context) =>
    show(
      'Case',
      ofCase(key, (found) => found.case),
      context,
    );
  const rows = all.map((each) => each.case);
  return {
    name: 'cases',
    references: { Case: findCase },
    fields: {
      Query: {
        case: (_root, { id }, context) => findCase({ id }, context),
        cases: (_root, { first }, context) => ({
          edges: showAll('Case', rows.slice(0, first), context).map((node) => ({ node })),
        }),
      },
      Case: {
        materials: (root, _args, context) =>
          ofCase(root, ({ materials }) => showAll('CaseMaterial', materials, context)),
        licences: (root, _args, context) =>
          ofCase(root, ({ snapshots }) => showAll('LicenceSnapshot', snapshots, context)),
      },
      LicenceSnapshot: { licence: ({ licenceId }) => ({ __typename: 'Licence', id: licenceId }) },
    },
  };
}

function licencesOf({ all, show }: World): CheapParts {
  const licences = new Map(all.flatMap((each) => each.licences.map((licence) => [licence.id, licence])));
  const findLicence: Reference = ({ id }, context) => show('Licence', licences.get(String(id)), context);
  return { name: 'licences', references: { Licence: findLicence }, fields: {} };
}

/** To others a case is its key. */
const caseStub: Reference = ({ id }) => ({ __typename: 'Case', id });

function retentionOf({ show, ofCase }: World): CheapParts {
  const retention: Resolve = (root, _args, context) =>
    show(
      'RetentionDecision',
      ofCase(root, (found) => found.retention),
      context,
    );
  return { name: 'retention', references: { Case: caseStub }, fields: { Case: { retention } } };
}

function holdingsOf({ show, ofCase }: World): CheapParts {
  const holding: Resolve = (root, _args, context) =>
    show(
      'ArchivalRecord',
      ofCase(root, (found) => found.holding),
      context,
    );
  return { name: 'holdings', references: { Case: caseStub }, fields: { Case: { holding } } };
}

/** The same steps as where rows come from a database: decide by label, copy, redact, say what was done. */
function shown(
  policy: Policy,
  { typeName, row }: { typeName: string; row: CannedRow },
  context: CheapContext,
): unknown {
  if (context === null) return row;
  const decision = context(typeName).decide(row.label);
  if (decision.presence !== 'FIELDS') return null;
  const copy: Record<string, unknown> = { ...row, disclosure: decision.disclosure };
  redact(copy, decision, policy.masks);
  return copy;
}

function define(policy: Policy, folder: string, { name, references, fields }: CheapParts): CheapSubgraph {
  const resolvers: Record<string, Record<string, unknown>> = { ...fields };
  for (const [type, resolve] of Object.entries(references))
    resolvers[type] = { ...resolvers[type], __resolveReference: resolve };
  const typeDefs = parse(readFileSync(join(folder, `${name}.graphql`), 'utf8'));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  const compile = compiler(schema);
  const run = async (request: ExecutionRequest, context: CheapContext): Promise<WireResponse> => {
    const { query, operationName, variables } = request;
    return (await compile(query, operationName).query(undefined, context, { ...variables })) as WireResponse;
  };
  return {
    name,
    schema,
    references: references as LocalSubgraph['references'],
    context: () => null,
    execute: (request) => run(request, null),
    executeFor: (request, access) => run(request, tablesFor(policy, access)),
  };
}

function tablesFor(policy: Policy, access: AccessContext): Tables {
  const accessClass = policy.accessClass(access);
  const tables = new Map<string, RecordTable>();
  return (typeName) => {
    const known = tables.get(typeName) ?? policy.table(accessClass, typeName);
    tables.set(typeName, known);
    return known;
  };
}
