/** Random acts on cases and grants, with mirrors that pull whenever they like: for what a feed must come to. */
import fc from 'fast-check';
import { sql } from 'kysely';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { localDate, addDays, toShanghaiDate } from '../../schema/ids.ts';
import { packStored, type StoredFacts } from '../../schema/policy/label.ts';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { CASES, listAll, TestMirror } from './feed.ts';
import { eventsOf, numberAll } from './house.ts';
import type { Rows } from './rows.ts';
import { access, grantOf } from './services.ts';

const DEFAULT_FACTS: StoredFacts = {
  custody: 'FORMING',
  openness: 'CLOSED',
  sensitive: false,
  destroyed: false,
  nonSharing: false,
};

/** What a grant may name. */
const FIELDS = ['caseNumber', 'title', 'applicantName', 'applicantIdNumber', 'completedOn', 'remarks'];

/** Numbers are taken modulo what there is. */
export type Act =
  | { readonly act: 'add'; readonly sensitive: boolean }
  | { readonly act: 'write'; readonly at: number; readonly column: string; readonly value: string }
  | { readonly act: 'facts'; readonly at: number; readonly facts: Partial<StoredFacts>; readonly hall: boolean }
  | { readonly act: 'minor'; readonly at: number; readonly days: number }
  | { readonly act: 'grant'; readonly change: Partial<GrantView> }
  | { readonly act: 'end' }
  | { readonly act: 'days'; readonly days: number }
  | { readonly act: 'relay' }
  | { readonly act: 'pull'; readonly who: number; readonly first: number }
  | { readonly act: 'drain'; readonly who: number };

const at = fc.nat(50);
const facts: fc.Arbitrary<Partial<StoredFacts>> = fc.oneof(
  fc.record({ openness: fc.constantFrom('CLOSED', 'OPEN', 'SEALED', 'CLASSIFIED') }),
  fc.record({ sensitive: fc.boolean() }),
  fc.record({ nonSharing: fc.boolean() }),
  fc.record({ custody: fc.constantFrom('FORMING', 'EARLY_CUSTODY', 'EARLY_CUSTODY_HALL', 'HALL') }),
  fc.constant({ destroyed: true }),
);

/** @param bodies providers and halls that a grant may be about */
export function anyAct(bodies: readonly string[]): fc.Arbitrary<Act> {
  const some = (of: readonly string[]) => fc.subarray([...of]);
  const named = some(FIELDS.map((field) => `Case.${field}`)) as fc.Arbitrary<GrantView['named']>;
  const change: fc.Arbitrary<Partial<GrantView>> = fc.oneof(
    fc.record({ named, withBasis: named, offeredMasked: named }),
    fc.record({ state: fc.constantFrom('ACTIVE', 'SUSPENDED') }),
    fc.record({ providers: some(bodies) }),
    fc.record({ consents: fc.record({ units: some(bodies), halls: some(bodies), sources: fc.constant([]) }) }),
    fc.record({ entryNonSharing: fc.boolean() }),
    some(['9901', '99']).map((regions) => ({
      rows: { regions: regions.length === 0 ? null : regions, items: null, from: null, to: null, subjects: null },
    })),
  );
  const pull = fc.record({ act: fc.constant('pull' as const), who: fc.nat(9), first: fc.integer({ min: 1, max: 9 }) });
  const drain = fc.record({ act: fc.constant('drain' as const), who: fc.nat(9) });
  return fc.oneof(
    fc.record({ act: fc.constant('add' as const), sensitive: fc.boolean() }),
    fc.record({
      act: fc.constant('write' as const),
      at,
      column: fc.constantFrom('title', 'applicant_name', 'case_number', 'region', 'remarks'),
      value: fc.constantFrom('990101', '990202', '980101'),
    }),
    fc.record({ act: fc.constant('facts' as const), at, facts, hall: fc.boolean() }),
    fc.record({ act: fc.constant('minor' as const), at, days: fc.integer({ min: -3, max: 9 }) }),
    fc.record({ act: fc.constant('grant' as const), change }),
    fc.constant({ act: 'end' as const }),
    fc.record({ act: fc.constant('days' as const), days: fc.integer({ min: 1, max: 4 }) }),
    fc.constant({ act: 'relay' as const }),
    pull,
    pull,
    drain,
    drain,
  );
}

interface Puller {
  readonly mirror: TestMirror;
  readonly access: () => AccessContext;
}

export class FeedWorld {
  readonly #running: RunningSubgraph;
  readonly #rows: Rows;
  readonly #cases: { id: string; facts: StoredFacts }[] = [];
  readonly #pullers: readonly Puller[];
  readonly #name: string;
  #grant: GrantView;
  #today = toShanghaiDate(Date.now());
  #events = 0;

  /** @param name of this run: its consumers are its own */
  constructor(running: RunningSubgraph, rows: Rows, name: string) {
    this.#running = running;
    this.#rows = rows;
    this.#name = name;
    this.#grant = grantOf(rows.agency, {
      id: rows.fixtures.uuid(),
      grantee: rows.otherAgency,
      useCauses: [name],
      named: ['Case.caseNumber', 'Case.applicantName'],
      offeredMasked: ['Case.applicantIdNumber'],
    });
    const as = (facts: () => Partial<AccessContext>) => (): AccessContext =>
      access({ useCause: name, today: this.#today, at: `${this.#today}T12:00:00.000+08:00`, ...facts() });
    const user = as(() => ({ agency: rows.otherAgency, grant: this.#grant, policyVersion: 'v1' }));
    const platform = as(() => ({
      role: 'NATIONAL_PLATFORM',
      onBehalfOf: rows.otherAgency,
      grant: this.#grant,
    }));
    const toPuller = (of: () => AccessContext): Puller => ({ mirror: new TestMirror(CASES), access: of });
    // Two mirrors of one consumer, and one each of others.
    this.#pullers = [
      toPuller(user),
      toPuller(user),
      toPuller(platform),
      toPuller(as(() => ({ agency: rows.agency }))),
      toPuller(as(() => ({ role: 'ARCHIVE_HALL', agency: rows.hall }))),
      toPuller(as(() => ({ agency: rows.otherAgency }))),
    ];
  }

  async run(acts: readonly Act[]): Promise<void> {
    for (const act of acts) await this.#do(act);
    for (const puller of this.#pullers) await this.#drain(puller);
  }

  async #do(act: Act): Promise<void> {
    switch (act.act) {
      case 'add':
        return this.#add(act.sensitive);
      case 'write':
        return this.#update(act.at, sql`${sql.ref(act.column)} = ${act.value}`);
      case 'facts':
        return this.#setFacts(act.at, act.facts, act.hall);
      case 'minor':
        return this.#update(act.at, sql`minor_until = ${addDays(localDate(this.#today), act.days)}::date`);
      case 'grant':
        this.#grant = { ...this.#grant, ...act.change, version: this.#grant.version + 1 };
        return;
      case 'end':
        return this.#end();
      case 'days':
        this.#today = addDays(localDate(this.#today), act.days);
        return;
      case 'relay':
        return numberAll(this.#running);
      case 'pull':
        return this.#pull(this.#pick(act.who), act.first);
      default:
        return this.#drain(this.#pick(act.who));
    }
  }

  #pick(who: number): Puller {
    const puller = this.#pullers[who % this.#pullers.length];
    if (puller === undefined) throw new Error('There is nobody.');
    return puller;
  }

  async #add(sensitive: boolean): Promise<void> {
    const row = this.#rows.caseRow({ sensitive });
    await this.#running.call('load', { cases: [row] });
    this.#cases.push({ id: String(row.id), facts: { ...DEFAULT_FACTS, sensitive } });
  }

  async #update(at: number, set: ReturnType<typeof sql>): Promise<void> {
    const found = this.#cases[at % Math.max(1, this.#cases.length)];
    if (found === undefined) return;
    await sql`update cases.case_record set ${set} where id = ${found.id}::uuid`.execute(
      this.#running.fork().getKysely(),
    );
  }

  async #setFacts(at: number, changed: Partial<StoredFacts>, hall: boolean): Promise<void> {
    const found = this.#cases[at % Math.max(1, this.#cases.length)];
    if (found === undefined) return;
    found.facts = { ...found.facts, ...changed };
    const isGone = found.facts.destroyed;
    await this.#update(
      at,
      sql`facts = ${packStored(found.facts)}, hall = ${hall ? this.#rows.hall : null},
        destroyed_on = ${isGone ? '2026-01-05' : null}::date, destruction_list_number = ${isGone ? 'X-1' : null}`,
    );
  }

  /** The grant of this run ends, and another is given under the same name only by a new consumer: this one stays over. */
  async #end(): Promise<void> {
    this.#grant = { ...this.#grant, state: 'TERMINATED', version: this.#grant.version + 1 };
    this.#events += 1;
    const told = Array.from({ length: this.#events }, () => ({ grantId: this.#grant.id, state: 'TERMINATED' }));
    await this.#running.turn({ sharing: eventsOf('GRANT_CHANGED', told) });
  }

  async #pull({ mirror, access }: Puller, first: number): Promise<void> {
    await mirror.pull(this.#running, access(), first);
  }

  async #drain({ mirror, access }: Puller): Promise<void> {
    await numberAll(this.#running);
    await mirror.drain(this.#running, access(), 5);
    const seen = await listAll(this.#running, CASES, access());
    if (JSON.stringify(mirror.content()) !== JSON.stringify(seen))
      throw new Error(
        `${this.#name}, ${access().role}: the mirror holds ${JSON.stringify(mirror.content())}\nbut may see ${JSON.stringify(seen)}`,
      );
  }
}
