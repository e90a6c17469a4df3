/** What `sharing` keeps of registered operations: who may, what is refused, what is in force afterwards; on both databases. */
import { randomUUID } from 'node:crypto';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { toCanonicalOperation } from '../../schema/operation-document.ts';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { sharing, type EnteredOperation, type OperationInForce, type Standing } from '../../subgraphs/sharing/index.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { anyDatabase, type TestDatabaseHandle } from '../support/databases.ts';
import { ask } from '../support/house.ts';
import { newEd25519Key, newSm2Key } from '../support/operations.ts';
import { testServices } from '../support/services.ts';
import { act, PEOPLE, startSharing } from '../support/sharing.ts';

const FIRST = 'query ($id: ID!) { case(id: $id) { title } }';
const SECOND = 'query ($id: ID!) { case(id: $id) { state } }';
const WRONG = { code: 'DOCUMENT_INVALID', message: 'm', clause: '809 art. 25', path: 'document' };

describe.each(anyDatabase())('registered operations on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await startSharing(database);
  });
  afterAll(() => database.close());

  const grantWith = async (given: Partial<(typeof GRANTS)[number]> = {}): Promise<string> => {
    const id = randomUUID();
    const [demo] = GRANTS;
    await running.call('load', { grants: [{ ...demo, ...given, id }] });
    return id;
  };
  interface Offer {
    readonly who?: AccessContext;
    readonly name?: string;
    readonly violations?: readonly (typeof WRONG)[];
  }
  const enter = async (grantId: string, text: string, given: Offer = {}): Promise<EnteredOperation> => {
    const { who = PEOPLE.handler, name = 'cases', violations = [] } = given;
    const { text: document, hash, variables } = toCanonicalOperation(parse(text));
    const offer = { access: who, grantId, name, document, hash, variables, violations };
    return (await running.call('enterOperation', offer)) as EnteredOperation;
  };
  const codesOf = ({ violations }: EnteredOperation): readonly string[] => violations.map(({ code }) => code);
  const inForce = async (grantId: string): Promise<readonly string[]> =>
    ((await running.call('readOperations', { grantId })) as readonly OperationInForce[]).map(
      ({ name, version }) => `${name}@${version}`,
    );
  const standing = async (grantId: string, grantee: string = DEMO_BODIES.civilAffairs): Promise<Standing> =>
    (await running.call('findStanding', { grantId, agency: grantee, grantee })) as Standing;
  const withdraw = (who: AccessContext, grant: string, name = 'cases', reason = '不再需要') =>
    act(running, who, 'withdrawOperation', { grant, name, reason }, 'grant { id }');

  it('keep every version; the last of a name is in force, and gateways hear of it by the epoch', async () => {
    const id = await grantWith();
    const before = await standing(id);
    expect([before.registered.operations, (await enter(id, FIRST)).version]).toEqual([[], 1]);
    expect([(await enter(id, SECOND)).version, await inForce(id)]).toEqual([2, ['cases@2']]);
    const { epoch, grant, registered } = await standing(id);

    expect(epoch).toBe(before.epoch + 2);
    expect([grant?.version, registered.operations.map(({ version }) => version)]).toEqual([before.grant?.version, [2]]);
    const { data } = await ask(
      running,
      `{ grant(id: "${id}") { operations { name version state } timeline { name note } } }`,
      PEOPLE.handler,
    );
    expect(data?.['grant']).toEqual({
      operations: [
        { name: 'cases', version: 2, state: 'IN_FORCE' },
        { name: 'cases', version: 1, state: 'SUPERSEDED' },
      ],
      timeline: [
        { name: 'registerOperation', note: 'cases, version 1' },
        { name: 'registerOperation', note: 'cases, version 2' },
      ],
    });
  });

  it('are told to the gateway of the grant’s user alone', async () => {
    const id = await grantWith();
    await enter(id, FIRST);

    expect((await standing(id, DEMO_BODIES.transport)).registered).toEqual({ only: false, operations: [], keys: [] });
  });

  it('are refused with what the gateway found and what is wrong here, together; nothing is written', async () => {
    const id = await grantWith({ state: 'SUSPENDED' });
    await running.call('setGrantState', { id, state: 'ACTIVE' });
    await enter(id, FIRST);
    await running.call('setGrantState', { id, state: 'SUSPENDED' });
    const refusal = await enter(id, FIRST, { name: 'other', violations: [WRONG] });

    expect([codesOf(refusal), refusal.version]).toEqual([
      ['DOCUMENT_INVALID', 'WRONG_STATE', 'ALREADY_REGISTERED'],
      null,
    ]);
    expect(await inForce(id)).toEqual(['cases@1']);
  });

  it('are at most fifty at a time, for one grant', async () => {
    const id = await grantWith();
    for (let at = 0; at < 50; at += 1)
      expect(
        codesOf(await enter(id, `{ cases(first: ${at + 1}) { edges { node { id } } } }`, { name: `n${at}` })),
      ).toEqual([]);

    expect(codesOf(await enter(id, SECOND, { name: 'more' }))).toEqual(['TOO_MANY']);
    expect((await enter(id, FIRST, { name: 'n7' })).version).toBe(2);
  });

  it.each(['providerHead', 'strangerHead', 'auditor'] as const)('are not registered by %s', async (who) => {
    const refused = enter(await grantWith(), FIRST, { who: PEOPLE[who] });

    await expect(refused).rejects.toMatchObject({ code: who === 'auditor' ? 'FORBIDDEN' : 'NOT_FOUND' });
  });

  it('entered at once under one name are versions one after the other', async () => {
    const id = await grantWith();
    const texts = Array.from({ length: 6 }, (_each, at) => `{ cases(first: ${at + 1}) { edges { node { id } } } }`);
    const versions = await Promise.all(texts.map(async (text) => (await enter(id, text)).version ?? 0));

    expect([versions.toSorted(), await inForce(id)]).toEqual([[1, 2, 3, 4, 5, 6], ['cases@6']]);
  });

  describe('withdrawn', () => {
    it('by the provider are never registered again for the grant, and what is under way goes on without it', async () => {
      const id = await grantWith();
      await enter(id, FIRST);
      const { grant } = await standing(id);
      expect((await withdraw(PEOPLE.providerHead, id)).codes).toEqual([]);
      const after = await standing(id);

      expect([after.grant?.version, after.registered.operations]).toEqual([(grant?.version ?? 0) + 1, []]);
      expect(codesOf(await enter(id, FIRST, { name: 'renamed' }))).toEqual(['WITHDRAWN_BY_PROVIDER']);
    });

    it('by the user may come again', async () => {
      const id = await grantWith();
      await enter(id, FIRST);
      expect((await withdraw(PEOPLE.userHead, id)).codes).toEqual([]);

      expect((await enter(id, FIRST)).version).toBe(2);
    });

    it('want a reason, a party, a head, and something in force', async () => {
      const id = await grantWith();
      await enter(id, FIRST);

      expect((await withdraw(PEOPLE.providerHead, id, 'cases', ' ')).codes).toEqual(['REASON_MISSING']);
      expect((await withdraw(PEOPLE.strangerHead, id)).error).toBe('NOT_FOUND');
      expect((await withdraw(PEOPLE.handler, id)).error).toBe('FORBIDDEN');
      expect((await withdraw(PEOPLE.providerHead, id, 'absent')).error).toBe('NOT_FOUND');
      expect(await inForce(id)).toEqual(['cases@1']);
    });
  });

  describe('demanded', () => {
    const demand = (who: AccessContext, grant: string, demanded: boolean, reason = '高频调用') =>
      act<{ registeredOnly: boolean }>(
        running,
        who,
        'demandRegisteredOperations',
        { grant, demanded, reason },
        'grant { registeredOnly }',
      );

    it('by the provider’s head are all that the grant takes, until that head says otherwise', async () => {
      const id = await grantWith();
      expect((await demand(PEOPLE.providerHead, id, true)).subject).toEqual({ registeredOnly: true });
      expect((await standing(id)).registered.only).toBe(true);
      expect((await demand(PEOPLE.providerHead, id, true, ' ')).codes).toEqual(['NOTHING_CHANGES', 'REASON_MISSING']);

      expect((await demand(PEOPLE.providerHead, id, false)).subject).toEqual({ registeredOnly: false });
    });

    it.each(['userHead', 'strangerHead', 'providerHandler'] as const)('are not by %s', async (who) => {
      const { error } = await demand(PEOPLE[who], await grantWith(), true);

      expect(error).toBe(who === 'providerHandler' ? 'FORBIDDEN' : 'NOT_FOUND');
    });

    it('are not of a grant that has ended', async () => {
      const id = await grantWith({ state: 'TERMINATED' });

      expect((await demand(PEOPLE.providerHead, id, true)).codes).toEqual(['WRONG_STATE']);
    });
  });

  describe('keys', () => {
    const register = (who: AccessContext, grant: string, publicKey: string) =>
      act<string>(running, who, 'registerOperationKey', { grant, publicKey }, 'keyId');
    const drop = (who: AccessContext, grant: string, keyId: string) =>
      act(running, who, 'withdrawOperationKey', { grant, keyId, reason: '更换' }, 'grant { id }');

    it.each([
      ['Ed25519', newEd25519Key],
      ['SM2-SM3', newSm2Key],
    ])('of %s are in force from registration to withdrawal, by either party', async (algorithm, make) => {
      const id = await grantWith();
      const { subject: keyId } = await register(PEOPLE.userHead, id, make().pem);
      expect((await standing(id)).registered.keys).toMatchObject([{ id: keyId, algorithm }]);
      expect((await drop(PEOPLE.providerHead, id, String(keyId))).codes).toEqual([]);

      expect((await standing(id)).registered.keys).toEqual([]);
      expect((await drop(PEOPLE.userHead, id, String(keyId))).error).toBe('NOT_FOUND');
    });

    it('want the user’s head, and a public key that is not there yet', async () => {
      const id = await grantWith();
      const { pem } = newEd25519Key();
      expect((await register(PEOPLE.handler, id, pem)).error).toBe('FORBIDDEN');
      expect((await register(PEOPLE.providerHead, id, pem)).error).toBe('NOT_FOUND');
      await register(PEOPLE.userHead, id, pem);

      expect((await register(PEOPLE.userHead, id, pem)).codes).toEqual(['ALREADY_REGISTERED']);
      for (const text of ['', 'key', pem.replace('PUBLIC', 'PRIVATE'), pem.replace(/\n.{8}/, '\nAAAAAAAA')])
        expect((await register(PEOPLE.userHead, id, text)).codes).toEqual(['KEY_UNREADABLE']);
    });
  });

  describe('nonces', () => {
    const until = '2026-11-21T12:05:00.000+08:00';
    const spend = (by: RunningSubgraph, keyId: string, nonce: string): Promise<unknown> =>
      by.call('spendNonce', { keyId, nonce, until });

    it('are spent once, however many processes ask at once; each key has its own', async () => {
      const other = await sharing.start(database, testServices());
      const [keyId, nonce] = [randomUUID(), randomUUID()];
      const spent = await Promise.all([running, other, running, other, other].map((by) => spend(by, keyId, nonce)));

      expect(spent.toSorted()).toEqual([false, false, false, false, true]);
      expect(await spend(other, randomUUID(), nonce)).toBe(true);
    });
  });
});
