/** The explorer in a real browser, on the real gateway and the demo data. `SCREENSHOT=path` keeps the picture it takes. */
import { copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildExplorer } from '../../tools/explorer.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { EXPLORER_CSP } from '../support/explorer-stub.ts';
import { startTestGateway, type LocalTestGateway } from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('the explorer on the gateway', () => {
  let gateway: LocalTestGateway;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    await buildForProduction();
    gateway = await startTestGateway({
      database: await PGLITE.openDemo(),
    });
    url = await gateway.gateway.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchChromium(String(chromium));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
  });

  it('shows civil affairs the main case masked where the grant does not name the field, and says why', async () => {
    const { page } = await openExplorer(browser, url);

    await runMainExample(page);

    const answer = await answerOf(page);
    expect(answer).toContain('"applicantName": "欧阳明远"');
    expect(answer).toContain('"applicantIdNumber": "990*************17"');
    expect(answer).toContain('"applicantPhone": "199****1234"');
    expect(answer).toContain('"applicantAddress": null');
    expect(await rowsOf(page, 'Case.applicantIdNumber')).toEqual([
      expect.stringMatching(/^已遮蔽 R15 授权未列明的个人信息 .*PIPL art\. 6, 34/),
    ]);
    expect(await rowsOf(page, 'LicenceSnapshot.holderName')).toEqual([
      expect.stringMatching(/^未提供 R13 须征得同意 SOURCE_CONSENT_REQUIRED/),
      expect.stringMatching(/^已提供 R16 /),
    ]);

    await keepScreenshot(page);
  });

  it('asks no other host and stays within the policy it is served under', async () => {
    const { page, asked, problems, policy } = await openExplorer(browser, url);

    await runMainExample(page);

    expect(asked).toContain(`${url}/graphql`);
    expect([...new Set(asked.map((each) => new URL(each).origin))]).toEqual([url]);
    expect(policy).toBe(EXPLORER_CSP);
    expect(problems).toEqual([]);
  });
});

/** Vitest's NODE_ENV would bundle React's development build, and whatever starts next serves what lies in `dist`. */
async function buildForProduction(): Promise<void> {
  vi.stubEnv('NODE_ENV', 'production');
  await buildExplorer().finally(() => vi.unstubAllEnvs());
}

/** `asked` is every address but `data:` ones; `problems` are console errors, exceptions and CSP violations. */
async function openExplorer(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  context.setDefaultTimeout(10_000);
  const asked: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => request.url().startsWith('data:') || asked.push(request.url()));
  context.on('requestfailed', (request) => problems.push(`${request.url()} ${request.failure()?.errorText}`));
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  const response = await page.goto(url);
  await page.waitForSelector('.graphiql-query-editor .view-line');
  return { page, asked, problems, policy: await response?.headerValue('content-security-policy') };
}

async function runMainExample(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: /^身份/ }).selectOption({ label: '民政局（已获授权）' });
  await page.getByRole('button', { name: '一个办件的全貌' }).click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table').waitFor();
}

/** The result as far as the editor has lines for it on the screen. */
async function answerOf(page: Page): Promise<string> {
  const lines = page.locator('.graphiql-response .view-line');
  return (await lines.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
}

/** The summary's rows for one field: outcome, rule, reason, clause, remedy and count, as they are read. */
async function rowsOf(page: Page, coordinate: string): Promise<string[]> {
  const rowheader = page.getByRole('rowheader', { name: coordinate, exact: true });
  const rows = await page.getByRole('row').filter({ has: rowheader }).allInnerTexts();
  return rows.map((row) => row.replaceAll(/\s+/g, ' ').replace(`${coordinate} `, ''));
}

/** Of an element, what a picture needs; the types of a page are not known here. */
interface Scrollable {
  scrollIntoView(options: { readonly block: 'end' }): void;
}

/** With what is masked above the fold of the summary, and what lacks the consent of its source. */
async function keepScreenshot(page: Page): Promise<void> {
  const masked = page.getByRole('row', { name: '已遮蔽' });
  await masked.last().evaluate((row: Scrollable) => row.scrollIntoView({ block: 'end' }));
  const path = join(tmpdir(), 'explorer-gateway.png');
  await page.screenshot({ path });
  const kept = process.env['SCREENSHOT'] ?? '';
  if (kept !== '') copyFileSync(path, kept);
}
