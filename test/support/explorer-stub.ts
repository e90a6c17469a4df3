/** A stand-in for the gateway that serves the built explorer, identities and canned answers. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { buildSchema, graphql } from 'graphql';

/** The tightest policy under which the explorer works; the gateway sends the same one. */
export const EXPLORER_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** One POST /graphql as it came in. */
export interface StubRequest {
  readonly headers: IncomingMessage['headers'];
  readonly operationName: string | null;
  readonly query: string;
}

export interface ExplorerStub {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  close(): Promise<void>;
}

/** `root` holds the built explorer. `production` leaves out the demo identities, as the gateway does there. */
export async function startExplorerStub(options: {
  readonly root: string;
  readonly production?: boolean;
  readonly csp?: string;
}): Promise<ExplorerStub> {
  const requests: StubRequest[] = [];
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', options.csp ?? EXPLORER_CSP);
    response.setHeader('x-content-type-options', 'nosniff');
    answer({ request, response, requests, ...options }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => closeServer(server) };
}

async function answer(call: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requests: StubRequest[];
  readonly root: string;
  readonly production?: boolean;
}): Promise<void> {
  const { request, response } = call;
  const path = new URL(request.url ?? '/', 'http://stub').pathname;
  if (path === '/graphql') {
    const body = JSON.parse(await readText(request));
    call.requests.push({
      headers: request.headers,
      operationName: body.operationName ?? null,
      query: body.query,
    });
    sendJson(response, await execute(body.query, request.headers.authorization));
  } else if (path === '/dev/identities' && !call.production) {
    sendJson(response, { body: IDENTITIES });
  } else if (path === '/' || path.startsWith('/explorer/')) {
    await sendFile(response, join(call.root, path === '/' ? 'index.html' : normalize(path.slice(9))));
  } else {
    response.writeHead(404).end();
  }
}

/** Introspection runs for real; any other operation gets the canned answer, so examples may change freely. */
async function execute(query: string, authorization: string | undefined): Promise<JsonAnswer> {
  if (!authorization?.startsWith('Bearer demo-')) {
    return {
      status: 401,
      body: { errors: [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }] },
    };
  }
  if (query.includes('__schema')) return { body: await graphql({ schema: SCHEMA, source: query }) };
  return { body: CANNED_ANSWER };
}

interface JsonAnswer {
  readonly status?: number;
  readonly body: unknown;
}

function sendJson(response: ServerResponse, { status = 200, body }: JsonAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

async function sendFile(response: ServerResponse, file: string): Promise<void> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

const IDENTITIES = [
  {
    name: 'housing',
    title: { en: 'Housing bureau (forming agency)', zh: '住房局（立档单位）' },
    token: 'demo-housing',
    grant: null,
    useCause: 'CASE_HANDLING',
    onBehalfOf: null,
  },
  {
    name: 'tax',
    title: { en: 'Tax bureau (with a grant)', zh: '税务局（持共享授权）' },
    token: 'demo-tax',
    grant: 'grant-2026-0017',
    useCause: 'TAX_RELIEF_REVIEW',
    onBehalfOf: null,
  },
  {
    name: 'national-platform',
    title: { en: 'National platform', zh: '国家平台' },
    token: 'demo-national-platform',
    grant: 'grant-2026-0021',
    useCause: 'CROSS_REGION_SERVICE',
    onBehalfOf: 'agency-hangzhou-housing',
  },
];

const SCHEMA = buildSchema(`
  "A case that was handled and archived."
  type Case {
    id: ID!
    "The case number. Public."
    number: String
    title: String
    "The applicant's name. Personal information."
    applicantName: String
  }
  type CaseEdge { node: Case! cursor: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type CaseConnection { edges: [CaseEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query {
    "Cases the caller may know of, newest first."
    cases(first: Int!, after: String): CaseConnection!
    caseByNumber(number: String!): Case
  }
`);

const CANNED_ANSWER = {
  data: {
    cases: {
      totalCount: 2,
      edges: [
        { node: { id: 'case-1', number: '330106-2026-000117', title: null, applicantName: '王*' } },
        { node: { id: 'case-2', number: '330106-2026-000118', title: null, applicantName: '欧阳**' } },
      ],
      pageInfo: { hasNextPage: false, endCursor: 'djE6Y2FzZS0y' },
    },
  },
  extensions: {
    disclosure: {
      policyVersion: '2026-10-01.3',
      requestId: '01JD9ZK7Q3V0',
      entries: [
        ...['Case.number', 'Case.state', 'Case.region'].map((coordinate) => ({
          coordinate,
          outcome: 'SHOW',
          rule: 'R16',
          clause: '国令第809号 第20条',
          reason: null,
          remedy: null,
          count: 2,
        })),
        {
          coordinate: 'Case.applicantName',
          outcome: 'MASK',
          rule: 'R15',
          clause: '个人信息保护法 第6条、第34条',
          reason: 'GRANT_REQUIRED',
          remedy: {
            zh: '申请共享目录条目“不动产办件”的完整姓名项',
            en: 'Apply for the full name in the catalogue entry “Real-estate cases”',
          },
          count: 2,
        },
        {
          coordinate: 'Case.title',
          outcome: 'WITHHOLD',
          rule: 'R12',
          clause: '国令第809号 第20–21条',
          reason: 'GRANT_REQUIRED',
          remedy: 'catalogue entry housing-cases-2',
          count: 2,
        },
        {
          coordinate: 'Case.complaint',
          outcome: 'WITHHOLD',
          rule: 'R14',
          clause: '个人信息保护法 第28–31条',
          reason: 'RESTRICTED',
          remedy: null,
          count: null,
        },
      ],
    },
  },
};
