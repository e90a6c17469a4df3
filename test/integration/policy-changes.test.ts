/** A policy decides when two security officers have said so, and every decision names the one that made it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken, startHouse, toPolicyDigest, watchSupergraph, type LocalHouse } from '../../gateway/index.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { readConfig, readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { approve, effectsOf, propose, reject, type Compared, type Desk } from '../../tools/permissions/change.ts';
import { diff } from '../../tools/permissions/diff.ts';
import { readSide } from '../../tools/permissions/side.ts';
import { anyDatabase, PGLITE } from '../support/databases.ts';
import { part, startOnHouse, type IdentityName, type TestGateway } from '../support/gateway.ts';
import { testServices } from '../support/services.ts';

const ORIGINAL = readProjectFile(SUPERGRAPH_FILE);
const OFFICER = 'security-officer';
const SECOND = 'security-officer-2';

/** Other files with the same classes and one that is stricter, told apart by a comment. */
const candidate = (mark: string): string =>
  `${ORIGINAL.replaceAll('region: String @disclosure(class: P0)', 'region: String @disclosure(class: P3, of: APPLICANT)')}\n# ${mark}\n`;
const digestOf = (sdl: string): string => toPolicyDigest(sdl, DEFAULT_PROFILE);
const versionOf = (sdl: string): string => digestOf(sdl).slice(0, 16);

interface Change {
  readonly id: string;
  readonly version: string;
  readonly baseVersion: string | null;
  readonly state: string;
  readonly proposedBy: string | null;
  readonly decidedBy: string | null;
  readonly liveAt: string | null;
}

interface Acted {
  readonly change: Change | null;
  readonly codes: readonly string[];
}

const FIELDS = 'id version baseVersion state proposedBy decidedBy liveAt effects { who gains loses differs }';

describe.each(anyDatabase())('a policy on $kind', ({ openDemo }) => {
  let house: LocalHouse;
  let one: TestGateway;
  let other: TestGateway;

  const start = (): Promise<TestGateway> =>
    startOnHouse({
      house: { ...house, close: async () => undefined },
      services: testServices(),
      environment: { POLICY_CHANGES: 'approved' },
    });

  beforeAll(async () => {
    house = await startHouse(await openDemo(), testServices(), (error) => {
      throw error;
    });
    [one, other] = await Promise.all([start(), start()]);
  }, 240_000);
  afterAll(async () => {
    await one.close();
    await other.close();
    await house.close();
  });

  async function act(as: IdentityName, mutation: string): Promise<Acted> {
    const { data, errors } = await one.ask({
      as,
      query: `mutation { result: ${mutation} { change { ${FIELDS} } violations { code } } }`,
    });
    if (errors !== undefined)
      return { change: null, codes: errors.map(({ extensions }) => String(extensions?.['code'])) };
    const { change, violations } = part<{ change: Change | null; violations: { code: string }[] }>(data, 'result');
    return { change, codes: violations.map(({ code }) => code) };
  }
  const propose = (as: IdentityName, base: string, sdl: string): Promise<Acted> =>
    act(
      as,
      `proposePolicyChange(input: { base: "${digestOf(base)}", digest: "${digestOf(sdl)}", reason: "地区列为敏感信息",
        effects: [{ who: "civil-affairs", gains: 0, loses: 1, differs: 0 }] })`,
    );
  const decide = (as: IdentityName, id: string | undefined, approve = true): Promise<Acted> =>
    act(as, `decidePolicyChange(id: "${id}", approve: ${approve}${approve ? '' : ', note: "理由不足"'})`);
  /** Proposed by one, approved by the other. */
  async function approved(base: string, sdl: string): Promise<string | undefined> {
    const { change } = await propose(OFFICER, base, sdl);
    expect(await decide(SECOND, change?.id)).toMatchObject({ codes: [], change: { state: 'APPROVED' } });
    return change?.id;
  }
  async function changes(): Promise<readonly Change[]> {
    const { data } = await one.ask({
      as: 'auditor',
      query: `{ policyChanges(first: 500) { edges { node { ${FIELDS} } } } }`,
    });
    return part<{ edges: { node: Change }[] }>(data, 'policyChanges').edges.map(({ node }) => node);
  }
  /** What is answered of one field, and which version the answer and its line in the log name. */
  async function look({ ask }: TestGateway): Promise<{ region: unknown; version: unknown; logged: unknown }> {
    const query = `{ case(id: "${DEMO_MAIN_CASE_ID}") { id region } }`;
    const { data, extensions } = await ask({ as: 'civil-affairs', query });
    const log = await ask({
      as: 'auditor',
      query: '{ accessLog(first: 500) { edges { node { policyVersion actorId } } } }',
    });
    const rows = part<{ edges: { node: { policyVersion: string; actorId: string } }[] }>(log.data, 'accessLog').edges;
    return {
      region: (data?.['case'] as { region?: unknown } | null)?.region,
      version: extensions?.disclosure?.policyVersion,
      logged: rows.map(({ node }) => node).findLast(({ actorId }) => actorId === 'civil-affairs')?.policyVersion,
    };
  }
  const by = (sdl: string): unknown => ({
    version: versionOf(sdl),
    logged: versionOf(sdl),
    region: sdl === ORIGINAL ? expect.any(String) : null,
  });

  it('that an installation is first started with is recorded once, whoever starts first', async () => {
    expect(await changes()).toMatchObject([{ version: versionOf(ORIGINAL), state: 'LIVE', proposedBy: null }]);
    expect(await look(one)).toEqual(by(ORIGINAL));
  });

  it('that nobody has approved is not taken live: refused with its version, and the one before decides on', async () => {
    const wanted = candidate('not proposed');

    await expect(one.gateway.reload(wanted)).rejects.toThrow(
      new RegExp(
        `${versionOf(wanted)} is not approved: nobody has proposed it.*propose.*approve.*Live is ${versionOf(ORIGINAL)}`,
      ),
    );
    expect(await look(one)).toEqual(by(ORIGINAL));
  });

  it('is proposed and approved by two people, and by security officers only', async () => {
    const wanted = candidate('two people');
    for (const as of ['system-admin', 'auditor', 'housing', 'data-authority'] as const)
      expect(await propose(as, ORIGINAL, wanted)).toEqual({ change: null, codes: ['FORBIDDEN'] });

    const proposed = await propose(OFFICER, ORIGINAL, wanted);
    expect(proposed).toMatchObject({ codes: [], change: { state: 'PROPOSED', baseVersion: versionOf(ORIGINAL) } });
    expect(await propose(SECOND, ORIGINAL, wanted)).toMatchObject({ codes: ['ALREADY_PROPOSED'] });
    expect(await decide(OFFICER, proposed.change?.id)).toMatchObject({
      codes: ['SELF_APPROVAL'],
      change: { state: 'PROPOSED' },
    });
    expect(await decide(OFFICER, proposed.change?.id, false)).toMatchObject({ codes: ['SELF_APPROVAL'] });
    expect(await decide('auditor', proposed.change?.id)).toEqual({ change: null, codes: ['FORBIDDEN'] });
    await expect(one.gateway.reload(wanted)).rejects.toThrow(/waits for a second security officer/);
    expect(await decide(SECOND, proposed.change?.id, false)).toMatchObject({
      codes: [],
      change: { state: 'REJECTED' },
    });
    await expect(one.gateway.reload(wanted)).rejects.toThrow(/has rejected it/);
    expect(await decide(SECOND, proposed.change?.id)).toMatchObject({
      codes: ['WRONG_STATE'],
      change: { state: 'REJECTED' },
    });
    expect(await look(one)).toEqual(by(ORIGINAL));
  });

  it('lists everything that is wrong with a proposal at once, and knows no other key', async () => {
    const nothing = `proposePolicyChange(input: { base: "${digestOf(ORIGINAL)}", digest: "${digestOf(ORIGINAL)}", reason: " ", effects: [] })`;

    expect(await act(OFFICER, nothing)).toEqual({ change: null, codes: ['NOTHING_CHANGES', 'REASON_MISSING'] });
    expect(await act(OFFICER, nothing.replace(digestOf(ORIGINAL), 'abc'))).toMatchObject({ codes: ['INVALID_INPUT'] });
    expect(await decide(SECOND, '11111111-1111-4111-8111-111111111111')).toMatchObject({ codes: ['NOT_FOUND'] });
  });

  it('that two have approved is taken live by both gateways, and every answer and line of the log names it', async () => {
    const wanted = candidate('approved');
    const id = await approved(ORIGINAL, wanted);
    const before = await look(other);
    await one.gateway.reload(wanted);

    expect(before).toEqual(by(ORIGINAL));
    expect(await look(one)).toEqual(by(wanted));
    expect(await look(other)).toEqual(by(ORIGINAL));
    await Promise.all([one.gateway.reload(wanted), other.gateway.reload(wanted)]);
    expect([await look(one), await look(other)]).toEqual([by(wanted), by(wanted)]);
    const all = await changes();
    expect(all.filter(({ state }) => state === 'LIVE')).toMatchObject([{ id, proposedBy: OFFICER, decidedBy: SECOND }]);
    expect(all.find(({ proposedBy }) => proposedBy === null)).toMatchObject({ state: 'SUPERSEDED' });
  });

  it('that has been superseded does not come back by itself: not by a reload, not by a start', async () => {
    await expect(other.gateway.reload(ORIGINAL)).rejects.toThrow(/is not approved/);
    // A start reads the project's own file, which is the superseded one here.
    await expect(start()).rejects.toThrow(new RegExp(`${versionOf(ORIGINAL)} is not approved`));
    expect(await look(other)).toEqual(by(candidate('approved')));
  });

  it('that was compared with one that is no longer live is stale, proposed or approved', async () => {
    const live = candidate('approved');
    const [first, late, waiting] = [candidate('first'), candidate('late'), candidate('waiting')];
    await approved(live, first);
    await approved(live, late);
    const { change } = await propose(OFFICER, live, waiting);
    await one.gateway.reload(first);

    await expect(one.gateway.reload(late)).rejects.toThrow(/is not approved/);
    expect(await decide(SECOND, change?.id)).toEqual({ change: null, codes: ['CONFLICT'] });
    expect(await propose(OFFICER, live, candidate('of the past'))).toEqual({ change: null, codes: ['CONFLICT'] });
    expect((await changes()).filter(({ state }) => state === 'STALE')).toHaveLength(2);
    expect(await look(one)).toEqual(by(first));
  });

  it('is good once: to go back and forth takes two people each time', async () => {
    const [first, back] = [candidate('first'), candidate('back')];
    await approved(first, back);
    await one.gateway.reload(back);

    await expect(one.gateway.reload(first)).rejects.toThrow(/is not approved/);
    await approved(back, first);
    await one.gateway.reload(first);
    await expect(one.gateway.reload(back)).rejects.toThrow(/is not approved/);
    expect(await look(one)).toEqual(by(first));
  });

  it('is not taken live when nobody can say whether it is approved', async () => {
    const wanted = candidate('deaf');
    await approved(candidate('first'), wanted);
    const deaf = await startOnHouse({
      house: {
        ...house,
        close: async () => undefined,
        call: (...call) => (call[1] === 'takePolicyLive' ? Promise.reject(new Error('down')) : house.call(...call)),
      },
      services: testServices(),
      environment: { POLICY_CHANGES: 'approved' },
    }).catch((error: unknown) => error);

    expect(String(deaf)).toMatch(/cannot be found out/);
  });

  it('in its file is taken live when it is approved later, on SIGHUP', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asg-policy-'));
    const file = join(folder, 'supergraph.graphql');
    const wanted = candidate('deaf');
    const refused = candidate('in its file');
    writeFileSync(file, refused);
    const stop = watchSupergraph({ file, gateway: one.gateway, logLevel: 'silent', lookMs: 600_000 });
    process.emit('SIGHUP');
    await stop();
    expect(await look(one)).toEqual(by(candidate('first')));

    const again = watchSupergraph({ file, gateway: one.gateway, logLevel: 'silent', lookMs: 600_000 });
    process.emit('SIGHUP');
    await approved(candidate('first'), refused);
    process.emit('SIGHUP');
    await again();
    rmSync(folder, { recursive: true });
    expect(await look(one)).toEqual(by(refused));
    expect((await changes()).find(({ version }) => version === versionOf(wanted))).toMatchObject({ state: 'STALE' });
  });

  it('is told to officers and auditors, and to nobody else', async () => {
    for (const as of ['housing', 'system-admin', 'data-authority', 'citizen'] as const) {
      const { data, errors } = await one.ask({ as, query: '{ policyChanges(first: 1) { totalCount } }' });
      expect([data?.['policyChanges'] ?? null, errors?.[0]?.extensions?.['code']]).toEqual([null, 'FORBIDDEN']);
    }
    expect((await changes()).length).toBeGreaterThan(5);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asg-policy-command-'));
  let gateway: TestGateway;
  let address: string;
  const desk = async (as: IdentityName): Promise<Desk> => ({ address, token: await issueToken(gateway.config, as) });
  const compared = async (sdl: string): Promise<Compared> => {
    const file = join(folder, 'candidate.graphql');
    writeFileSync(file, sdl);
    const [before, after] = [await readSide('.'), await readSide(file)];
    return { before, after, comparison: diff(before, after, { operations: [], today: '2026-11-21' }) };
  };

  beforeAll(async () => {
    const house = await startHouse(await PGLITE.openDemo(), testServices(), (error) => {
      throw error;
    });
    gateway = await startOnHouse({
      house,
      services: testServices(),
      environment: { POLICY_CHANGES: 'approved', PORT: '0' },
    });
    address = await gateway.gateway.listen();
  }, 240_000);
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  it('proposes with what the change does to whom, and approves what does just that', async () => {
    const wanted = candidate('by command');
    const strict = await compared(wanted);
    const told = await propose(await desk(OFFICER), strict, '地区列为敏感信息');
    const id = / as ([\w-]{36})\./.exec(told)?.[1] ?? '';
    const effects = effectsOf(strict.comparison.groups);

    expect(effects.find(({ who }) => who === 'transport')).toMatchObject({ gains: 0 });
    expect(effects.every(({ loses }) => loses > 0)).toBe(true);
    await expect(approve(await desk(OFFICER), strict, { id, note: '' })).rejects.toThrow(
      /Nobody decides about a change/,
    );
    await expect(approve(await desk(SECOND), await compared(`${wanted}#`), { id, note: '' })).rejects.toThrow(
      /is about/,
    );
    const otherwise = { ...strict, comparison: { ...strict.comparison, groups: [] } };
    await expect(approve(await desk(SECOND), otherwise, { id, note: '' })).rejects.toThrow(/finds something else/);
    expect(await approve(await desk(SECOND), strict, { id, note: '' })).toContain(`${versionOf(wanted)} is APPROVED`);
    await gateway.gateway.reload(wanted);
    await expect(reject(await desk(SECOND), { id, note: 'late' })).rejects.toThrow(/The change is LIVE/);
    await expect(propose(await desk(OFFICER), strict, 'again')).rejects.toThrow(/not live/);
  });
});

it('is free in development, and never in production', () => {
  expect(readConfig({ NODE_ENV: 'development' }).policyChanges).toBe('free');
  expect(readConfig({ NODE_ENV: 'production' }).policyChanges).toBe('approved');
  expect(() => readConfig({ NODE_ENV: 'production', POLICY_CHANGES: 'free' })).toThrow(/POLICY_CHANGES/);
});
