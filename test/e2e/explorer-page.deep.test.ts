/** The explorer in a real browser, against a stand-in gateway. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/browser.ts';
import { startExplorerStub, type ExplorerStub } from '../support/explorer-stub.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('the explorer page', () => {
  let root: string;
  let stub: ExplorerStub;
  let browser: Browser;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'explorer-'));
    await buildExplorer(root);
    stub = await startExplorerStub({ root });
    browser = await launchChromium(String(chromium));
  }, 120_000);

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await stub?.close();
    await rm(root, { recursive: true, force: true });
  });

  it('runs an example as the chosen identity and says what was shown, masked and withheld', async () => {
    const { page } = await openExplorer(browser, stub.url);

    await page.getByRole('combobox').selectOption({ label: 'National platform' });
    await runFirstExample(page);

    expect(stub.requests.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer demo-national-platform',
      'x-sharing-grant': 'grant-2026-0021',
      'x-use-cause': 'CROSS_REGION_SERVICE',
      'x-on-behalf-of': 'agency-hangzhou-housing',
    });
    expect(await page.getByRole('status').textContent()).toContain('Shown 3, Masked 1, Withheld 2');
    const masked = page.getByRole('row', { name: 'Case.applicantName' });
    expect(await masked.getByRole('cell').allTextContents()).toEqual([
      'Masked',
      'R15 personal field the grant does not name',
      'GRANT_REQUIRED A sharing grant is needed',
      '个人信息保护法 第6条、第34条',
      'Apply for the full name in the catalogue entry “Real-estate cases”',
      '2',
    ]);
  });

  it('asks for the schema again when the identity changes, and clears the former answers', async () => {
    const { page } = await openExplorer(browser, stub.url);
    await runFirstExample(page);
    await page.getByRole('button', { name: 'New tab' }).click();
    await runFirstExample(page);

    await page.getByRole('combobox').selectOption({ label: 'Tax bureau (with a grant)' });
    await expect.poll(() => stub.requests.at(-1)?.headers.authorization).toBe('Bearer demo-tax');

    expect(stub.requests.at(-1)).toMatchObject({
      operationName: 'IntrospectionQuery',
      headers: { 'x-sharing-grant': 'grant-2026-0017', 'x-use-cause': 'TAX_RELIEF_REVIEW' },
    });
    for (const tab of ['#graphiql-session-tab-1', '#graphiql-session-tab-0']) {
      await page.locator(tab).click();
      expect(await page.getByRole('table').count()).toBe(0);
      expect(await page.locator('.graphiql-response').textContent()).not.toContain('欧阳');
    }
    expect(await page.getByLabel('On behalf of').count()).toBe(0);
  });

  it('sends a Chinese use cause percent-encoded, because headers carry ASCII only', async () => {
    const { page } = await openExplorer(browser, stub.url);

    await page.getByLabel('Use cause').fill('核查住房');
    await runFirstExample(page);

    expect(stub.requests.at(-1)?.headers['x-use-cause']).toBe(encodeURIComponent('核查住房'));
  });

  it('shows in each tab the summary of that tab’s answer', async () => {
    const { page } = await openExplorer(browser, stub.url);
    await runFirstExample(page);

    await page.getByRole('button', { name: 'New tab' }).click();
    await page.getByText('Run an operation to see').waitFor();
    await page.locator('#graphiql-session-tab-0').click();
    await page.getByRole('row', { name: 'Case.applicantName' }).waitFor();
  });

  it('asks no other host and stays within its content security policy', async () => {
    const { page, hosts, problems } = await openExplorer(browser, stub.url);

    await runFirstExample(page);
    await typeOperation(page, 'query Typo { cases(first: 1) { totalCuont } }');
    await page.waitForSelector('.graphiql-query-editor .squiggly-error');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('button', { name: /^Prettify/ }).click();
    await page.getByText('A GraphQL schema provides').waitFor();

    expect([...hosts]).toEqual([new URL(stub.url).host]);
    expect(problems).toEqual([]);
  });

  it('leaves nothing in the browser', async () => {
    const { page } = await openExplorer(browser, stub.url);

    await runFirstExample(page);
    await typeOperation(page, '{ cases(first: 1) { totalCount } }');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();

    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
    expect(await page.evaluate('indexedDB.databases()')).toEqual([]);
    expect(await page.context().storageState()).toEqual({ cookies: [], origins: [] });
    expect(page.url()).toBe(`${stub.url}/`);
  });

  it('speaks the language of the reader', async () => {
    const { page } = await openExplorer(browser, stub.url, { locale: 'zh-CN' });

    expect(await page.title()).toBe('政务档案共享网关 · Archive Sharing Gateway');
    await page.getByRole('heading', { name: '披露摘要' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Disclosure summary' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });

  it.each(['light', 'dark'] as const)('has no accessibility fault of its own in %s', async (colorScheme) => {
    const { page } = await openExplorer(browser, stub.url, { colorScheme });
    await runFirstExample(page);

    const own = await new AxeBuilder({ page }).exclude('.graphiql-container').analyze();
    const examples = await new AxeBuilder({ page }).include('.examples').analyze();

    expect([...own.violations, ...examples.violations].map(toFault)).toEqual([]);
  });

  it('can be worked by keyboard alone', async () => {
    const { page } = await openExplorer(browser, stub.url);
    await runFirstExample(page);

    const withheld = page.getByRole('button', { name: 'Withheld 2' });
    await withheld.focus();
    await page.keyboard.press('Enter');
    expect(await withheld.getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(['Case.title', 'Case.complaint']);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByRole('table').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Expand' }).getAttribute('aria-expanded')).toBe('false');
  });

  it('asks for a bearer token where there are no demo identities', async () => {
    const production = await startExplorerStub({ root, production: true });
    const { page } = await openExplorer(browser, production.url);

    expect(production.requests).toEqual([]);
    const token = page.getByLabel('Bearer token');
    expect(await token.getAttribute('type')).toBe('password');
    await token.fill('demo-typed-in');
    await token.press('Enter');
    await expect.poll(() => production.requests.at(-1)?.headers.authorization).toBe('Bearer demo-typed-in');
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    await production.close();
  });
});

/** Built anew, and as for production: vitest's NODE_ENV would bundle React's development build. */
async function buildExplorer(outDir: string): Promise<void> {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'gateway/explorer/vite.config.ts'];
  await promisify(execFile)(process.execPath, [...args, '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** A fresh browser profile on the page; `problems` collects console errors, exceptions and CSP violations. */
async function openExplorer(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    ...options,
  });
  const hosts = new Set<string>();
  const problems: string[] = [];
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:') hosts.add(host);
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  await page.waitForSelector('.graphiql-query-editor .view-line');
  return { page, hosts, problems };
}

async function runFirstExample(page: Page): Promise<void> {
  await page.locator('.examples button').first().click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table').waitFor();
}

async function typeOperation(page: Page, operation: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(operation);
}

function toFault({ id, nodes }: { id: string; nodes: { html: string; failureSummary?: string }[] }) {
  return { id, where: nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`) };
}
