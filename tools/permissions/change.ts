/** A policy change by command: proposed with what it does to whom, and decided by who has worked that out again. */
import { isDeepStrictEqual } from 'node:util';
import { toPolicyDigest } from '../../gateway/index.ts';
import { StartError } from '../../subgraphs/kernel/index.ts';
import type { Group } from './compare.ts';
import type { Comparison } from './report.ts';
import type { Side } from './side.ts';

/** Where and as whom. */
export interface Desk {
  readonly address: string;
  readonly token: string;
}

/** What is live, what is to be, and what the diff says of them. */
export interface Compared {
  readonly before: Side;
  readonly after: Side;
  readonly comparison: Comparison;
}

export interface Effect {
  readonly who: string;
  readonly gains: number;
  readonly loses: number;
  readonly differs: number;
}

/** Each field once, in however many label classes; who neither gains nor loses is left out. */
export function effectsOf(groups: readonly Group[]): Effect[] {
  return groups.flatMap(({ callers, changes }) => {
    const count = (direction: string): number =>
      new Set(
        changes
          .filter((change) => change.direction === direction)
          .flatMap(({ typeName, fields }) =>
            fields.length === 0 ? [typeName] : fields.map((name) => typeName + name),
          ),
      ).size;
    const counted = { gains: count('GAINS'), loses: count('LOSES'), differs: count('DIFFERS') };
    const isTouched = Object.values(counted).some((each) => each > 0);
    return isTouched ? callers.map(({ name }) => ({ who: name, ...counted })) : [];
  });
}

/** @returns a line for the terminal @throws StartError with everything that was wrong */
export async function propose(desk: Desk, { before, after, comparison }: Compared, reason: string): Promise<string> {
  const input = {
    base: toPolicyDigest(before.sdl, before.profile),
    digest: toPolicyDigest(after.sdl, after.profile),
    effects: effectsOf(comparison.groups),
    reason,
  };
  const { change } = await act(
    desk,
    `mutation ($input: ProposePolicyChangeInput!) { result: proposePolicyChange(input: $input) { ${RESULT} } }`,
    { input },
  );
  return `Proposed ${change?.version} as ${change?.id}. Another security officer decides: npm run -s permissions -- approve ${change?.id} A B\n`;
}

/** @returns a line for the terminal @throws StartError when the change is about other files, or does something else */
export async function approve(desk: Desk, compared: Compared, { id, note }: Decision): Promise<string> {
  const { after, comparison } = compared;
  const proposed = await find(desk, id);
  const digest = toPolicyDigest(after.sdl, after.profile);
  if (proposed.digest !== digest)
    throw new StartError(`The change is about ${proposed.version}, and ${after.name} is ${digest.slice(0, 16)}.`);
  if (!isDeepStrictEqual(sorted(proposed.effects), sorted(effectsOf(comparison.groups))))
    throw new StartError('The diff finds something else than the change says. Nothing was approved.');
  return decide(desk, { id, note }, true);
}

export async function reject(desk: Desk, decision: Decision): Promise<string> {
  return decide(desk, decision, false);
}

export interface Decision {
  readonly id: string;
  readonly note: string;
}

async function decide(desk: Desk, { id, note }: Decision, isApproved: boolean): Promise<string> {
  const { change } = await act(
    desk,
    `mutation ($id: ID!, $approve: Boolean!, $note: String) {
      result: decidePolicyChange(id: $id, approve: $approve, note: $note) { ${RESULT} } }`,
    { id, approve: isApproved, note },
  );
  const next = isApproved ? ' Give the file to the gateways; one that has it already takes it on SIGHUP.' : '';
  return `${change?.version} is ${change?.state}.${next}\n`;
}

interface Change {
  readonly id: string;
  readonly digest: string;
  readonly version: string;
  readonly state: string;
  readonly effects: readonly Effect[];
}

interface Acted {
  readonly change: Change | null;
  readonly violations: readonly { readonly message: string }[];
}

const FIELDS = 'id digest version state effects { who gains loses differs }';
const RESULT = `change { ${FIELDS} } violations { message }`;

async function act(desk: Desk, query: string, variables: Readonly<Record<string, unknown>>): Promise<Acted> {
  const { result } = (await ask(desk, query, variables)) as { readonly result: Acted };
  if (result.violations.length === 0) return result;
  throw new StartError(result.violations.map(({ message }) => message).join(' '));
}

interface ChangePage {
  readonly policyChanges: {
    readonly edges: readonly { readonly node: Change }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

async function find(desk: Desk, id: string): Promise<Change> {
  const query = `query ($after: String) { policyChanges(first: 500, after: $after) {
    edges { node { ${FIELDS} } } pageInfo { hasNextPage endCursor } } }`;
  for (let after: string | null = null; ;) {
    const { policyChanges } = (await ask(desk, query, { after })) as ChangePage;
    const found = policyChanges.edges.find(({ node }) => node.id === id);
    if (found !== undefined) return found.node;
    if (!policyChanges.pageInfo.hasNextPage) throw new StartError(`There is no policy change ${id}.`);
    after = policyChanges.pageInfo.endCursor;
  }
}

async function ask({ address, token }: Desk, query: string, variables: unknown): Promise<unknown> {
  const response = await fetch(new URL('/graphql', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  }).catch((cause: unknown) => {
    throw new StartError(`Nobody answers at ${address}.`, { cause });
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: readonly { message: string }[] };
  if (errors === undefined) return data;
  throw new StartError(errors.map(({ message }) => message).join(' '));
}

function sorted(effects: readonly Effect[]): Effect[] {
  return effects
    .map(({ who, gains, loses, differs }) => ({ who, gains, loses, differs }))
    .toSorted((a, b) => (a.who < b.who ? -1 : 1));
}
