/** What changes beside the decision tables: who may call, what is open to all, and what the labels are made from. */
import type { GrantView } from '../../schema/actor.ts';
import type { Side } from './side.ts';

export interface FactChange {
  /** What it is about, such as `Query.grants`, `profile masks.MOBILE.prefix`. */
  readonly subject: string;
  readonly effect: string;
  readonly from: string;
  readonly to: string;
}

export function compareFacts(before: Side, after: Side): FactChange[] {
  return [
    ...compareCalls(before, after),
    ...compareOpen(before, after),
    ...compareProfiles(before, after),
    ...compareGrants(before, after),
  ];
}

function compareCalls({ calls: before }: Side, { calls: after }: Side): FactChange[] {
  if (before === null || after === null) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before[name], after[name]].map((rule) => {
      if (rule === undefined) return 'nobody';
      return rule.call.join(', ') + (rule.posts === undefined ? '' : ` in the post of ${rule.posts.join(' or ')}`);
    });
    return changeOf(name, 'who may call it', from, to);
  });
}

/** Types that are no records: what is open of them is open to whoever reaches them. */
function compareOpen({ classified: before }: Side, { classified: after }: Side): FactChange[] {
  const isOfRecord = (coordinate: string): boolean => {
    const name = coordinate.split('.')[0] ?? '';
    return before.records.has(name) || after.records.has(name);
  };
  const stateIn = ({ open, unclassified }: Side['classified'], coordinate: string): string => {
    if (open.has(coordinate)) return 'shown';
    return unclassified.includes(coordinate) ? 'withheld, without a class' : 'not in the schema';
  };
  const all = new Set([before, after].flatMap(({ open, unclassified }) => [...open, ...unclassified]));
  return [...all]
    .filter((coordinate) => !isOfRecord(coordinate))
    .sort()
    .flatMap((coordinate) =>
      changeOf(coordinate, 'to everybody', stateIn(before, coordinate), stateIn(after, coordinate)),
    );
}

/** Parts of a profile that decisions depend on, and how. */
const PROFILE_EFFECTS: Readonly<Record<string, string>> = {
  masks: 'how much a mask shows',
  minorAgeYears: 'whose subjects count as minors',
  sensitiveItemTypes: 'which records are of a sensitive type',
  sensitiveLicenceTypes: 'which records are of a sensitive type',
  lowestVerifiedLevel: 'who counts as a subject',
  openingDueYears: 'which records are opened',
  openingConsent: 'which records are opened',
};

function compareProfiles({ profile: before }: Side, { profile: after }: Side): FactChange[] {
  return Object.entries(PROFILE_EFFECTS).flatMap(([part, effect]) => {
    const from = leavesOf(Reflect.get(before, part), part);
    const to = leavesOf(Reflect.get(after, part), part);
    return [...new Set([...from.keys(), ...to.keys()])].flatMap((path) =>
      changeOf(`profile ${path}`, effect, from.get(path) ?? '–', to.get(path) ?? '–'),
    );
  });
}

function leavesOf(value: unknown, path: string): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[path, Array.isArray(value) ? value.join(' ') : JSON.stringify(value)]]);
  }
  return new Map(Object.entries(value).flatMap(([name, each]) => [...leavesOf(each, `${path}.${name}`)]));
}

/** Which requests a grant serves and which records it reaches; what it gives of them is in the decision tables. */
const GRANT_FACTS = {
  state: 'whether it is in force',
  validFrom: 'when it is in force',
  validTo: 'when it is in force',
  useCauses: 'for which use causes',
  modes: 'by which modes',
  grantee: 'whose it is',
  providers: 'whose records are in its rows',
  rows: 'which records are in its rows',
  consents: 'of which records the controller or the source agrees',
  exhausted: 'whether it is used up',
  returnFlow: 'whether its guard counts',
} as const satisfies Partial<Record<keyof GrantView, string>>;

function compareGrants({ grants: before }: Side, { grants: after }: Side): FactChange[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [from, to] = [before, after].map((grants) => grants.find((each) => each.id === id));
    const name = `grant ${id.slice(0, 8)} (${(to ?? from)?.entryCode ?? ''})`;
    if (from === undefined || to === undefined) {
      return changeOf(name, 'the grant itself', from ? 'there' : 'not there', to ? 'there' : 'not there');
    }
    return (Object.keys(GRANT_FACTS) as (keyof typeof GRANT_FACTS)[]).flatMap((fact) =>
      changeOf(`${name} ${fact}`, GRANT_FACTS[fact], JSON.stringify(from[fact]), JSON.stringify(to[fact])),
    );
  });
}

function changeOf(subject: string, effect: string, from = '', to = ''): FactChange[] {
  return from === to ? [] : [{ subject, effect, from, to }];
}
