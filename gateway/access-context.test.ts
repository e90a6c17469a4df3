import { describe, expect, it } from 'vitest';
import { DomainError } from '../schema/errors.ts';
import { toAdmission, type PurposeHeaders } from './access-context.ts';
import type { Caller } from './authenticate.ts';
import { DEMO_BODIES } from './development/identities.ts';
import { Grants } from './grants.ts';

const GRANT_ID = 'a3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607';
const AGENCY: Caller = {
  actorId: 'u1',
  role: 'AGENCY',
  agency: DEMO_BODIES.housing,
  region: '990100',
  posts: [],
  subjectRef: null,
};
const PLATFORM: Caller = { ...AGENCY, role: 'NATIONAL_PLATFORM', agency: null };
const NONE: PurposeHeaders = { grant: undefined, useCause: undefined, onBehalfOf: undefined };

interface Given {
  readonly caller?: Caller;
  readonly headers?: Partial<PurposeHeaders>;
  readonly grant?: object | null;
  readonly demand?: object | null;
  readonly nowMs?: number;
}

/** The context, and what `sharing` was asked. */
async function make({
  caller = AGENCY,
  headers = {},
  grant = null,
  demand = null,
  nowMs = Date.parse('2026-11-21T04:00:00Z'),
}: Given) {
  const asked: unknown[] = [];
  const grants = new Grants({
    call: async (_subgraph, name, input) => {
      if (name !== 'findStanding') return name === 'readEpoch' ? 7 : {};
      asked.push(input);
      return { epoch: 7, grant, demand, predecessors: ['P'] };
    },
  });
  await grants.open();
  grants.close();
  const parts = { caller, headers: { ...NONE, ...headers }, grants, requestId: 'r', policyVersion: 'v', nowMs };
  return { context: (await toAdmission(parts)).access, asked };
}
const errorOf = (given: Given): Promise<unknown> =>
  make(given).then(
    () => null,
    (error: unknown) => error,
  );

it('says who asks, when, and under which policy', async () => {
  expect((await make({})).context).toEqual({
    ...AGENCY,
    requestId: 'r',
    policyVersion: 'v',
    onBehalfOf: null,
    useCause: null,
    mode: 'API',
    at: '2026-11-21T12:00:00.000+08:00',
    today: '2026-11-21',
    grant: null,
    grantId: null,
    predecessors: ['P'],
    epoch: 7,
    demand: null,
  });
});

it('names the grant that was presented while nobody can tell whether it holds, and none that is not the caller’s', async () => {
  const silent = new Grants({ call: () => Promise.reject(new Error('not heard')) });
  const headers = { ...NONE, grant: GRANT_ID };
  const parts = { caller: AGENCY, headers, grants: silent, requestId: 'r', policyVersion: 'v', nowMs: Date.now() };

  expect((await toAdmission(parts)).access).toMatchObject({ grant: null, grantId: GRANT_ID });
  expect((await make({ headers: { grant: GRANT_ID } })).context).toMatchObject({ grant: null, grantId: null });
});

it('takes the day of Shanghai, not of the machine', async () => {
  const { context } = await make({ nowMs: Date.parse('2026-11-21T16:00:00Z') });

  expect([context.today, context.at]).toEqual(['2026-11-22', '2026-11-22T00:00:00.000+08:00']);
});

describe('the purpose', () => {
  it('is the grant and use cause that the headers name', async () => {
    const { context, asked } = await make({
      headers: { grant: GRANT_ID, useCause: ' review ' },
      grant: { id: GRANT_ID },
    });

    expect(context).toMatchObject({ useCause: 'review', grant: { id: GRANT_ID } });
    expect(asked).toEqual([{ grantId: GRANT_ID, agency: DEMO_BODIES.housing, grantee: DEMO_BODIES.housing }]);
  });

  it('may be given in Chinese, percent-encoded', async () => {
    const { context } = await make({ headers: { useCause: encodeURIComponent('社会救助审核') } });

    expect(context.useCause).toBe('社会救助审核');
  });

  it('is taken as it is when it is not encoded', async () => {
    expect((await make({ headers: { useCause: '100%' } })).context.useCause).toBe('100%');
  });

  it('that is blank is none', async () => {
    const { context } = await make({ headers: { grant: ' ', useCause: '%20', onBehalfOf: '' } });

    expect(context).toMatchObject({ useCause: null, onBehalfOf: null, grant: null });
  });

  it('that is malformed is refused, naming every header that is wrong', async () => {
    expect(await errorOf({ headers: { grant: 'G-1', useCause: 'x'.repeat(2_000), onBehalfOf: '1' } })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^x-sharing-grant: .*; x-use-cause: .*; x-on-behalf-of: /),
    });
  });

  it('that is malformed is not repeated in the refusal', async () => {
    const error = await errorOf({ headers: { grant: '990106199003070017', onBehalfOf: '990106199003070017' } });

    expect(error instanceof DomainError && error.message).not.toContain('990106');
  });
});

describe('asking on behalf of an agency', () => {
  it('is for the national platform', async () => {
    const headers = { onBehalfOf: DEMO_BODIES.civilAffairs, grant: GRANT_ID };
    const { context, asked } = await make({ caller: PLATFORM, headers });

    expect(context.onBehalfOf).toBe(DEMO_BODIES.civilAffairs);
    expect(asked).toEqual([{ grantId: GRANT_ID, agency: null, grantee: DEMO_BODIES.civilAffairs }]);
  });

  it.each(['AGENCY', 'ARCHIVE_HALL', 'DATA_AUTHORITY', 'AUDITOR', 'PERSON', 'ENTERPRISE', 'SYSTEM_ADMIN'] as const)(
    'is refused to %s',
    async (role) => {
      expect(
        await errorOf({ caller: { ...AGENCY, role }, headers: { onBehalfOf: DEMO_BODIES.transport } }),
      ).toMatchObject({
        code: 'FORBIDDEN',
        clause: '809 art. 25',
      });
    },
  );

  it('is what makes the platform a grantee: without it there is none', async () => {
    expect((await make({ caller: PLATFORM, headers: { grant: GRANT_ID } })).asked).toMatchObject([{ grantee: null }]);
  });
});

describe('a grant that is used up', () => {
  const exhausted = { id: GRANT_ID, exhausted: true, returnFlow: false };

  it('refuses the request as a whole', async () => {
    expect(await errorOf({ grant: exhausted })).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { rule: 'R3' } });
  });

  it('does not keep a person from their own records, nor data from flowing back', async () => {
    for (const role of ['PERSON', 'ENTERPRISE'] as const)
      expect(await errorOf({ caller: { ...AGENCY, role }, grant: exhausted })).toBeNull();
    expect(await errorOf({ grant: { ...exhausted, returnFlow: true } })).toBeNull();
    expect(await errorOf({ grant: { ...exhausted, exhausted: false } })).toBeNull();
  });
});

describe('a statutory demand', () => {
  const DEMAND_ID = 'b3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607';
  const demand = { id: DEMAND_ID, recordId: 'R', until: '2026-11-21T05:00:00Z' };

  it('is asked for in the name of the officer who invokes it', async () => {
    const { asked, context } = await make({ headers: { demand: DEMAND_ID }, demand });

    expect(asked).toMatchObject([{ demand: { id: DEMAND_ID, officer: 'u1' } }]);
    expect(context.demand).toEqual(demand);
  });

  it('that is over is none', async () => {
    const nowMs = Date.parse(demand.until);

    expect((await make({ headers: { demand: DEMAND_ID }, demand, nowMs: nowMs - 1 })).context.demand).toEqual(demand);
    expect((await make({ headers: { demand: DEMAND_ID }, demand, nowMs })).context.demand).toBeNull();
  });

  it('that is malformed is refused by the name of its header', async () => {
    expect(await errorOf({ headers: { demand: '(2026)调1号' } })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^x-statutory-demand: /),
    });
  });
});

describe('the sharing mode', () => {
  it('is the interface unless the header says batch', async () => {
    const modeOf = async (shareMode: string | undefined): Promise<string> =>
      (await make({ headers: { shareMode } })).context.mode;

    expect([await modeOf(undefined), await modeOf(' '), await modeOf('API'), await modeOf('BATCH')]).toEqual([
      'API',
      'API',
      'API',
      'BATCH',
    ]);
  });

  it.each(['FILE', 'batch', 'API, BATCH', 'constructor'])(
    'cannot be %s, and is refused beside what else is wrong',
    async (shareMode) => {
      expect(await errorOf({ headers: { shareMode, grant: 'G-1' } })).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/^x-sharing-grant: .*; x-share-mode: must be API or BATCH\.$/),
      });
    },
  );
});
