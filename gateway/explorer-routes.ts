/** Serves the explorer, and in development the demo identities that it offers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { projectRoot, type Config } from '../subgraphs/kernel/index.ts';
import { DEMO_IDENTITIES, findIdentity, issueToken } from './development/identities.ts';

/** The tightest policy under which the editor works; asks no host but ours. */
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

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

export async function serveExplorer(app: FastifyInstance, config: Config): Promise<void> {
  const folder = join(projectRoot(), 'dist', 'explorer');
  const files = existsSync(folder) ? listFiles(folder) : [];
  for (const file of files) {
    const path = relative(folder, file);
    const isPage = path === 'index.html';
    app.get(isPage ? '/' : `/explorer/${path}`, async (_request, reply) =>
      reply
        .header('content-security-policy', EXPLORER_CSP)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', isPage ? 'no-cache' : 'public, max-age=31536000, immutable')
        .type(TYPES[extname(file)] ?? 'application/octet-stream')
        .send(readFileSync(file)),
    );
  }
  if (config.mode === 'production') return;
  app.get('/dev/identities', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await identities(config)),
  );
}

async function identities(config: Config): Promise<readonly Record<string, unknown>[]> {
  const names = Object.keys(DEMO_IDENTITIES);
  return Promise.all(
    names.map(async (name) => {
      const identity = findIdentity(name);
      const { title, grant = null, useCause = null, onBehalfOf = null } = identity ?? {};
      return { name, title, token: await issueToken(config, name), grant, useCause, onBehalfOf };
    }),
  );
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
