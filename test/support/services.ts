/** What tests start subgraphs with: fixed keys, the default profile, the committed supergraph. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { classify } from '../../schema/policy/classify.ts';
import { Policy } from '../../schema/policy/policy.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import {
  readProjectFile,
  SUPERGRAPH_FILE,
  toSubjectRef,
  type Keys,
  type Services,
} from '../../subgraphs/kernel/index.ts';

export const TEST_KEYS: Keys = {
  access: Buffer.alloc(32, 1),
  cursor: Buffer.alloc(32, 2),
  subject: Buffer.alloc(32, 3),
};

export function testServices(): Services {
  const { records } = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
  // Made by whoever stores the first file.
  const files = { blobDir: join(tmpdir(), `asg-test-blobs-${process.pid}`), clamd: null };
  const folder = join(tmpdir(), `asg-test-signing-${process.pid}`);
  const signing = { folder, mayMake: true, verifyUrl: 'https://archives.test/verify' };
  const policy = new Policy(records, DEFAULT_PROFILE.masks);
  return { policy, profile: DEFAULT_PROFILE, keys: TEST_KEYS, files, signing };
}

/** A plain agency without grant, unless told otherwise. */
export function access(facts: Partial<AccessContext> = {}): AccessContext {
  return {
    requestId: 'test',
    role: 'AGENCY',
    actorId: 'test',
    agency: null,
    predecessors: [],
    region: null,
    posts: [],
    subjectRef: null,
    onBehalfOf: null,
    useCause: null,
    mode: 'API',
    at: '2026-11-21T12:00:00.000+08:00',
    today: '2026-11-21',
    grant: null,
    demand: null,
    epoch: 1,
    policyVersion: 'test',
    ...facts,
  };
}

type GivenGrant = Pick<GrantView, 'id' | 'grantee' | 'useCauses' | 'named'> & Partial<GrantView>;

/** A grant in force that its provider's unit agrees to, unless told otherwise. */
export function grantOf(provider: string, given: GivenGrant): GrantView {
  return {
    version: 1,
    entryCode: 'T',
    entryNonSharing: false,
    providers: [provider],
    state: 'ACTIVE',
    modes: ['API'],
    validFrom: '2020-01-01',
    validTo: '2099-12-31',
    withBasis: [],
    offeredMasked: [],
    rows: { regions: null, items: null, from: null, to: null, subjects: null },
    consents: { units: [provider], halls: [], sources: [] },
    exhausted: false,
    returnFlow: false,
    ...given,
  };
}

export function subjectRef(number: string): string {
  return toSubjectRef(TEST_KEYS.subject, number);
}
