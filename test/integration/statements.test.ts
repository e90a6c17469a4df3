/** No N+1 anywhere: however many cases are asked for, the databases are asked as often. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_MAIN_CASE_NUMBER } from '../../tools/demo/case-names.ts';
import { databases, statementsOf } from '../support/databases.ts';
import { part, startTestGateway, type LocalTestGateway } from '../support/gateway.ts';

const CASES = `query ($filter: CaseFilter, $first: Int!) {
  cases(filter: $filter, first: $first) {
    edges {
      node {
        item { name } agency { name } state completedOn title applicantName
        steps { step } parts { state }
        materials { materialClass name format fileName }
        licences { typeName issuer { name } holderName statusAtUse licence { currentStatus holderName } }
        retention { period basis dueOn }
        holding { referenceCode fondsNumber custody openingState }
      }
    }
  }
}`;

describe.each(databases())('the main query over many cases on $kind', ({ openDemo }) => {
  let gateway: LocalTestGateway;
  let fetches = 0;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
      onFetch: () => (fetches += 1),
    });
  });
  afterAll(() => gateway.close());

  interface Asking {
    readonly cases: number;
    readonly fetches: number;
    readonly statements: number;
  }

  async function count(variables: Readonly<Record<string, unknown>>): Promise<Asking> {
    const before = fetches;
    let cases = 0;
    const statements = await statementsOf(async () => {
      const { data, errors } = await gateway.ask({ as: 'housing', query: CASES, variables });
      expect(errors).toBeUndefined();
      cases = part<{ edges: readonly unknown[] }>(data, 'cases').edges.length;
    });
    return { cases, fetches: fetches - before, statements };
  }

  it('takes as many statements and fetches for fifty cases as for ten and for one', async () => {
    const one = { filter: { caseNumber: { eq: DEMO_MAIN_CASE_NUMBER } }, first: 1 };
    // The first time asks for the caller's standing too.
    await count(one);
    const first = await count(one);

    expect(first).toMatchObject({ cases: 1, fetches: FETCHES });
    // One for each kind of record, and those that write the log.
    expect(first.statements).toBeGreaterThanOrEqual(KINDS);
    expect(await count({ first: 10 })).toEqual({ ...first, cases: 10 });
    expect(await count({ first: 50 })).toEqual({ ...first, cases: 50 });
  });
});

/** Cases; agencies, licences, retention and holdings of all of them, once each. */
const FETCHES = 5;
/** Cases, items, steps, parts, materials, snapshots, which licences are there; agencies, licences, retention, holdings. */
const KINDS = 11;
