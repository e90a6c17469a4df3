/**
 * The golden answers: what each demo identity gets for the same operation. The README shows them. They change only
 * with a commit that says why; `GOLDEN=write npx vitest run test/golden` writes them anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { anyDatabase } from '../support/databases.ts';
import { startTestGateway, type IdentityName, type TestGateway } from '../support/gateway.ts';

const OPERATIONS = {
  'main-query': { id: DEMO_MAIN_CASE_ID },
  'list-query': { agency: DEMO_BODIES.housing },
} as const;
const IDENTITIES = Object.keys(DEMO_IDENTITIES) as IdentityName[];

describe.each(anyDatabase())('the golden answers on $kind', ({ openDemo }) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
    });
  });
  afterAll(() => gateway.close());

  describe.each(Object.entries(OPERATIONS))('%s', (name, variables) => {
    const query = readFileSync(join(import.meta.dirname, `${name}.graphql`), 'utf8');

    it.each(IDENTITIES)('is answered to %s as the file says, byte for byte', async (identity) => {
      const { body } = await gateway.askText({ as: identity, query, variables });
      const answer = `${JSON.stringify(withoutVersion(JSON.parse(body)), null, 2)}\n`;
      const file = join(import.meta.dirname, name, `${identity}.json`);
      if (process.env['GOLDEN'] === 'write') {
        mkdirSync(join(import.meta.dirname, name), { recursive: true });
        writeFileSync(file, answer);
      }
      expect(existsSync(file)).toBe(true);
      expect(answer).toBe(readFileSync(file, 'utf8'));
    });
  });
});

/** The version names every change of schema and profile; the golden answers are about what is disclosed. */
function withoutVersion(answer: { extensions: { disclosure: { policyVersion: string } } }): unknown {
  expect(answer.extensions.disclosure.policyVersion).toMatch(/^[0-9a-f]{16}$/);
  answer.extensions.disclosure.policyVersion = '…';
  return answer;
}
