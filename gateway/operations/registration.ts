/** Whether a document may be registered for a grant: everything that is wrong with it, before `sharing` enters it. */
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { toCanonicalOperation } from '../../schema/operation-document.ts';
import type { Refusal } from '../../subgraphs/kernel/index.ts';
import type { EnteredOperation, OperationToEnter } from '../../subgraphs/sharing/index.ts';
import { NO_STANDING, type Grants } from '../grants.ts';
import type { House } from '../house.ts';
import { parseWithinLimits } from '../limits.ts';
import { toStandingQuery } from '../standing-query.ts';
import type { OperationExplanation } from '../trust/types.ts';

export interface RegistrationParts {
  readonly house: Pick<House, 'call'>;
  readonly grants: Pick<Grants, 'find'>;
  /** The schema as a caller is told it. */
  readonly schemaFor: (access: AccessContext) => GraphQLSchema;
  readonly explain: (
    access: AccessContext,
    document: string,
  ) => Promise<Pick<OperationExplanation, 'refusals' | 'cost'>>;
}

export interface OperationOffer {
  readonly grantId: string;
  readonly name: string;
  readonly document: string;
}

const CLAUSE = '809 art. 25';
/** Beside the longest there is one page that describes them all. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 60;
const RESERVED = ['openapi'];
/** An upper bound by page sizes. */
const MOST_OBJECTS = 100_000;
/** Long enough to be an identity number or a telephone number. */
const NUMBERS = /\d{11}/;

/** @throws NOT_FOUND unless it is a grant of the caller's body; UNAVAILABLE when `sharing` does not answer */
export async function registerOperation(
  parts: RegistrationParts,
  access: AccessContext,
  { grantId, name, document: text }: OperationOffer,
): Promise<EnteredOperation & { readonly hash: string | null }> {
  const standing = await parts.grants.find(toStandingQuery(access, { grantId, demandId: null }));
  if (standing === NO_STANDING) throw new DomainError('UNAVAILABLE');
  const { grant } = standing;
  if (grant === null) throw new DomainError('NOT_FOUND');
  // Whoever calls it later holds this grant and a use cause of it, and no post.
  const useCause = grant.useCauses[0] ?? null;
  const mode = grant.modes.find((each) => each !== 'FILE') ?? 'API';
  const user = { ...access, grant, grantId, useCause, mode, demand: null, posts: [] };
  const { document, violations } = await examine(parts, user, text);
  const canonical = document === null ? { text: '', hash: '', variables: [] } : toCanonicalOperation(document);
  const entry: OperationToEnter = {
    access,
    grantId,
    name,
    document: canonical.text,
    hash: canonical.hash,
    variables: canonical.variables,
    violations: [...faultsOfName(name), ...violations],
  };
  const entered = (await parts.house.call('sharing', 'enterOperation', entry)) as EnteredOperation;
  return { ...entered, hash: entered.version === null ? null : canonical.hash };
}

function faultsOfName(name: string): Refusal[] {
  const isRight = NAME.test(name) && name.length <= NAME_LENGTH && !RESERVED.includes(name);
  const message = `A name is at most ${NAME_LENGTH} small letters, digits and hyphens, begins with a letter, and is not ${RESERVED.join()}.`;
  return isRight ? [] : [{ code: 'NAME_INVALID', message, clause: CLAUSE, path: 'name' }];
}

interface Examined {
  /** Null where it cannot be read. */
  readonly document: DocumentNode | null;
  readonly violations: readonly Refusal[];
}

async function examine(parts: RegistrationParts, user: AccessContext, text: string): Promise<Examined> {
  const document = parseOrTell(text);
  if (typeof document === 'string') return { document: null, violations: [wrong('DOCUMENT_INVALID', document)] };
  const shape = faultsOfShape(document);
  const told = validate(parts.schemaFor(user), document, undefined, { maxErrors: 20 });
  const unknown = told.map(({ message }) => wrong('DOCUMENT_INVALID', message));
  if (shape.length + unknown.length > 0) return { document, violations: [...shape, ...unknown] };
  const { refusals, cost } = await parts.explain(user, text);
  const objects = cost.find(({ name }) => name === 'objects')?.value ?? 0;
  return {
    document,
    violations: [
      ...refusals.map((message) => wrong('DOCUMENT_INVALID', message)),
      ...(objects > MOST_OBJECTS
        ? [wrong('TOO_COSTLY', `It could bring ${objects} objects; at most ${MOST_OBJECTS}. Ask for smaller pages.`)]
        : []),
    ],
  };
}

/** @returns a sentence where it cannot be read, or is beyond the limits */
function parseOrTell(text: string): DocumentNode | string {
  try {
    return parseWithinLimits(text);
  } catch (error) {
    if (error instanceof DomainError || error instanceof GraphQLError) return error.message;
    throw error;
  }
}

function faultsOfShape(document: DocumentNode): Refusal[] {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const operation = getOperationAST(document);
  const faults = new Map<string, Refusal>();
  const add = (code: string, message: string): unknown => faults.set(code, wrong(code, message));
  if (operations.length !== 1) add('NOT_ONE_OPERATION', 'A document holds one operation.');
  if (operation && operation.operation !== OperationTypeNode.QUERY) add('NOT_A_QUERY', 'Only queries are registered.');
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type')
        add('INTROSPECTION', 'What describes the schema is not registered.');
    },
    VariableDefinition: ({ variable }) => {
      if (variable.name.value === 'rows') add('VARIABLE_RESERVED', 'No variable is called rows: a list of calls is.');
    },
    StringValue: ({ value }) => {
      if (NUMBERS.test(value)) add('VALUE_IN_DOCUMENT', 'Numbers of persons and bodies belong into variables.');
    },
    IntValue: ({ value }) => {
      if (NUMBERS.test(value)) add('VALUE_IN_DOCUMENT', 'Numbers of persons and bodies belong into variables.');
    },
  });
  return [...faults.values()];
}

function wrong(code: string, message: string): Refusal {
  return { code, message, clause: CLAUSE, path: 'document' };
}
