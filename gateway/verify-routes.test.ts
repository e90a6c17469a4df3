/** The public verification page: by program, and in a browser without scripts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AxeBuilder } from '@axe-core/playwright';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyFiles, sealPdf } from '../subgraphs/signing/index.ts';
import { findChromium, launchChromium } from '../test/support/browser.ts';
import { VERIFY_CSP } from './verify-page.ts';
import { serveVerification } from './verify-routes.ts';

const NUMBER = '12990100MB0DEM025U-2026-000001';
const CODE = 'ABCD-EFGH-JKMN-PQRS';
const VERDICT = { kind: 'CERTIFIED', issuedOn: '2026-11-21' };

const folder = mkdtempSync(join(tmpdir(), 'asg-verify-'));
const signing = new KeyFiles({ folder, mayMake: true });
afterAll(() => rmSync(folder, { recursive: true }));

/** What `holdings` would answer: one copy, and its code. */
async function call(_subgraph: string, _name: string, input: unknown): Promise<unknown> {
  const { number, code } = input as { readonly number: string; readonly code: string | null };
  return number === NUMBER && (code === null || code === CODE) ? VERDICT : null;
}

async function open(): Promise<FastifyInstance> {
  const app = fastify();
  await serveVerification(app, { house: { call }, signing });
  return app;
}

async function copyOf(number: string, kind = 'CERTIFIED'): Promise<Buffer> {
  const pdf = (async function* () {
    yield Buffer.from('%PDF-1.7\n秘密内容\nstartxref\n9\n%%EOF\n');
  })();
  return buffer(sealPdf(pdf, { claims: { number, kind }, signing, onSealed: () => undefined }));
}

function formOf(parts: Readonly<Record<string, string | Buffer>>) {
  const boundary = 'x-boundary';
  const body = Object.entries(parts).map(([name, value]) => {
    const isFile = typeof value !== 'string';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${isFile ? '; filename="a.pdf"' : ''}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
  });
  return {
    method: 'POST' as const,
    url: '/verify',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, accept: 'application/json' },
    payload: Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

describe('a copy', () => {
  it('is valid by its file, or by number and code, and then its kind and day are told and nothing else', async () => {
    const app = await open();
    const byFile = await app.inject(formOf({ file: await copyOf(NUMBER) }));
    const byCode = await app.inject(formOf({ number: NUMBER, code: CODE }));

    expect(byFile.json()).toEqual({ valid: true, ...VERDICT });
    expect(byCode.json()).toEqual({ valid: true, ...VERDICT });
    await app.close();
  });

  it('is not valid with a byte changed, a wrong code, another kind or an unknown number, and nobody learns which', async () => {
    const app = await open();
    const changed = await copyOf(NUMBER);
    changed[12] = (changed[12] ?? 0) ^ 1;
    const tries = [
      { file: changed },
      { file: Buffer.from('no copy') },
      { file: await copyOf('12990100MB0DEM025U-2026-000002') },
      { file: await copyOf(NUMBER, 'WORKING') },
      { number: NUMBER, code: 'ABCD' },
      { number: 'unknown', code: CODE },
    ];
    const bodies = new Set<string>();
    for (const each of tries) bodies.add((await app.inject(formOf(each as Record<string, string | Buffer>))).body);

    expect([...bodies]).toEqual(['{"valid":false}']);
    await app.close();
  });

  it('is not tried without end', async () => {
    const app = await open();
    const statuses: number[] = [];
    for (let at = 0; at < 21; at += 1)
      statuses.push((await app.inject(formOf({ number: NUMBER, code: String(at) }))).statusCode);

    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(statuses[20]).toBe(429);
    await app.close();
  });
});

const chromium = findChromium();

describe.skipIf(chromium === null)('the page in a browser without scripts', () => {
  let app: FastifyInstance;
  let url = '';
  beforeAll(async () => {
    app = await open();
    url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/verify`;
  });
  afterAll(() => app.close());

  it('verifies a file, keeps its policy, and everybody can use it', { timeout: 90_000 }, async () => {
    const browser = await launchChromium(String(chromium));
    try {
      const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      const response = await page.goto(url);
      expect(await response?.headerValue('content-security-policy')).toBe(VERIFY_CSP);
      const file = { name: 'copy.pdf', mimeType: 'application/pdf', buffer: await copyOf(NUMBER) };
      await page.getByLabel(/副本文件/).setInputFiles(file);
      await page.getByRole('button', { name: /验证/ }).click();
      const verdict = page.getByRole('status');
      expect(await verdict.innerText()).toContain('2026-11-21');
      expect(await verdict.innerText()).not.toContain(NUMBER);
      await page.getByLabel(/副本编号/).fill(NUMBER);
      await page.getByLabel(/验证码/).fill('wrong');
      await page.getByRole('button', { name: /验证/ }).click();
      expect(await verdict.innerText()).toContain('无效');
      expect(problems).toEqual([]);
      const seen = await (await browser.newContext({ bypassCSP: true })).newPage();
      await seen.goto(url);
      expect((await new AxeBuilder({ page: seen }).analyze()).violations).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
