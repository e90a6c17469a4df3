/** The OpenAPI 3.1 description of one grant's registered operations, made from their documents. Pure. */
import {
  getOperationAST,
  isInputType,
  Kind,
  parse,
  typeFromAST,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { ERRORS } from '../../schema/errors.ts';
import type { OperationInForce } from '../../subgraphs/sharing/index.ts';
import { answerSchema, inputSchema, type JsonSchema } from './schemas.ts';
import { MOST_ROWS } from './variables.ts';

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** @param schema that the documents are valid against */
export function toOpenApi(schema: GraphQLSchema, operations: readonly OperationInForce[]): JsonSchema {
  const components = new Map<string, JsonSchema>(Object.entries(COMMON));
  const paths = operations.map((operation) => [`/operations/${operation.name}`, pathOf(schema, operation, components)]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Registered operations of a grant · 授权的注册操作',
      version: String(operations.reduce((sum, { version }) => sum + version, 0)),
      description: DESCRIPTION,
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: Object.fromEntries(components),
      parameters: PARAMETERS,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    security: [{ token: [] }],
  };
}

const DESCRIPTION = `Each call is signed by RFC 9421 with a key that is registered for the grant: @method, @path, @query,
authorization, x-sharing-grant, each other x- header of the request, and content-type and content-digest of a body.
每次调用须按 RFC 9421 用授权登记的密钥签名。`;

function pathOf(schema: GraphQLSchema, operation: OperationInForce, components: Map<string, JsonSchema>): JsonSchema {
  const document = parse(operation.document);
  const definition = getOperationAST(document);
  const root = schema.getQueryType();
  if (definition === null || definition === undefined || !root) return {};
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const id = pascal(operation.name);
  const variables = variablesOf(schema, definition);
  components.set(`${id}Data`, answerSchema({ schema, fragments }, root, definition.selectionSet));
  components.set(`${id}Answer`, answerOf(ref(`${id}Data`)));
  components.set(`${id}Variables`, variablesSchema(variables, components));
  components.set(`${id}Rows`, rowsSchema(ref(`${id}Data`)));
  return {
    parameters: Object.keys(PARAMETERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    get: {
      ...about(schema, definition, operation),
      operationId: `get${id}`,
      parameters: variables.map((each) => toParameter(each, components)),
      responses: responses(ref(`${id}Answer`)),
    },
    post: {
      ...about(schema, definition, operation),
      operationId: `post${id}`,
      requestBody: {
        required: true,
        content: json({ anyOf: [ref(`${id}Variables`), rowsBody(ref(`${id}Variables`))] }),
      },
      responses: responses({ anyOf: [ref(`${id}Answer`), ref(`${id}Rows`)] }),
    },
  };
}

/** What its root fields say of themselves, in English and Chinese as the schema has it. */
function about(
  schema: GraphQLSchema,
  { selectionSet }: OperationDefinitionNode,
  operation: OperationInForce,
): JsonSchema {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const described = selectionSet.selections.flatMap((each) =>
    each.kind === Kind.FIELD ? [fields[each.name.value]?.description ?? ''] : [],
  );
  return {
    summary: `${operation.name}, version ${operation.version}`,
    description: described.filter(Boolean).join('\n'),
  };
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly isRequired: boolean;
}

function variablesOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly Variable[] {
  return variableDefinitions.flatMap(({ variable, type, defaultValue }) => {
    const found = typeFromAST(schema, type as never);
    if (found === undefined || !isInputType(found)) return [];
    const isRequired = type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    return [{ name: variable.name.value, type: found, isRequired }];
  });
}

function variablesSchema(variables: readonly Variable[], components: Map<string, JsonSchema>): JsonSchema {
  const required = variables.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(variables.map(({ name, type }) => [name, inputSchema(type, components)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function toParameter({ name, type, isRequired }: Variable, components: Map<string, JsonSchema>): JsonSchema {
  const schema = inputSchema(type, components);
  const isPlain = schema['$ref'] === undefined && schema['anyOf'] === undefined;
  const form = isPlain ? { schema, explode: true, style: 'form' } : { content: json(schema) };
  return { name, in: 'query', required: isRequired, ...form };
}

function rowsBody(variables: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { rows: { type: 'array', minItems: 1, maxItems: MOST_ROWS, items: variables } },
    required: ['rows'],
    additionalProperties: false,
  };
}

function answerOf(data: JsonSchema): JsonSchema {
  const properties = { data: { anyOf: [data, { type: 'null' }] }, errors: ERROR_LIST, extensions: ref('Extensions') };
  return { type: 'object', properties };
}

function rowsSchema(data: JsonSchema): JsonSchema {
  const { properties } = answerOf(data) as { properties: JsonSchema };
  const row = {
    type: 'object',
    properties: {
      row: { type: 'integer', description: 'Place in the request, from 0 (行号).' },
      status: { type: 'integer', description: 'What a call of its own would have answered (状态码).' },
      retryAfter: { type: 'integer', description: 'Seconds (重试等待秒数).' },
      ...properties,
    },
    required: ['row', 'status'],
  };
  return { type: 'object', properties: { rows: { type: 'array', items: row } }, required: ['rows'] };
}

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

const RETRY = { 'Retry-After': { description: 'Seconds (重试等待秒数).', schema: { type: 'integer' } } } as const;

function responses(ok: JsonSchema): JsonSchema {
  const refusals = Map.groupBy(Object.entries(ERRORS), ([, { httpStatus }]) => String(httpStatus));
  return {
    '200': { description: 'What GraphQL answers (查询结果).', content: json(ok) },
    ...Object.fromEntries(
      [...refusals].map(([status, entries]) => [
        status,
        {
          description: entries.map(([code, { meaning }]) => `${code}: ${meaning}`).join(' '),
          content: json(ref('Refusal')),
          ...(status === '429' || status === '503' ? { headers: RETRY } : {}),
        },
      ]),
    ),
  };
}

const ERROR_LIST = { type: 'array', items: ref('Error') } as const;

const COMMON: Readonly<Record<string, JsonSchema>> = {
  Error: {
    type: 'object',
    properties: {
      message: { type: 'string' },
      path: { type: 'array', items: { type: ['string', 'integer'] } },
      extensions: {
        type: 'object',
        properties: { code: { type: 'string', enum: Object.keys(ERRORS) }, requestId: { type: 'string' } },
        required: ['code'],
      },
    },
    required: ['message', 'extensions'],
  },
  Refusal: { type: 'object', properties: { errors: ERROR_LIST }, required: ['errors'] },
  Extensions: {
    type: 'object',
    description: 'Per field: shown, masked or withheld, with rule, clause, reason and remedy (披露说明).',
    properties: { disclosure: { type: 'object' } },
  },
};

const header = (name: string, description: string, required: boolean): JsonSchema => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  grant: header('x-sharing-grant', 'Key of the grant (授权标识).', true),
  useCause: header('x-use-cause', 'Use cause, percent-encoded beyond ASCII (用途).', false),
  signatureInput: header('signature-input', 'RFC 9421 (签名参数).', true),
  signature: header('signature', 'RFC 9421 (签名).', true),
};

function pascal(name: string): string {
  return name
    .split('-')
    .map((each) => each.slice(0, 1).toUpperCase() + each.slice(1))
    .join('');
}
