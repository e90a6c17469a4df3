/** Debian's Chromium for browser tests: finding it, and starting it so that it asks no other host. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The browser's path; null where there is none, with a warning, so that a browser test skips visibly.
 *
 * @throws Error in CI, where a silently skipped browser test would count as passed.
 */
export function findChromium(): string | null {
  const path = CANDIDATES.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  const problem = 'No Chromium found. Install it: apt-get update && apt-get install -y chromium';
  if (process.env['CI']) throw new Error(problem);
  console.warn(`SKIPPED browser tests. ${problem}`);
  return null;
}

/** The caller closes it. Root in a container needs --no-sandbox; the rest keeps Chromium off the network. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
