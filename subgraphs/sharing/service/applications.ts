/** Applications from the applicant's side: write, hand in, withdraw. */
import { randomUUID } from 'node:crypto';
import { LockMode, type InferEntity } from '@mikro-orm/core';
import { parseRegionCode, toRegionPrefix } from '../../../schema/identifiers/region-code.ts';
import type { ActResult, Context, EntityManager } from '../../kernel/index.ts';
import { AgencyEntity } from '../entities/agency.ts';
import { ApplicationEntity } from '../entities/application.ts';
import { CatalogueEntryEntity } from '../entities/catalogue.ts';
import {
  checkComplete,
  checkSound,
  refusal,
  type ApplicationContent,
  type ApplicationFacts,
} from '../rules/application.ts';
import { classOf } from './fields.ts';
import { bodiesOf, change, done, mustBe, perform, refused, writeLine, type Loaded } from './procedure.ts';

export type Application = Loaded<InferEntity<typeof ApplicationEntity>>;

export interface SaveApplication {
  readonly id: string | null;
  readonly entryId: string;
  readonly content: ApplicationContent;
}

/** The row is the caller's alone until the transaction ends. */
export async function lockApplication(tx: EntityManager, id: string): Promise<Application | null> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  return (await tx.findOne(ApplicationEntity, { id }, lock)) as Application | null;
}

/** What the rules have to know beside the application itself. */
export async function factsOf(
  tx: EntityManager,
  context: Context,
  { applicant, entryId }: Pick<Application, 'applicant' | 'entryId'>,
): Promise<ApplicationFacts> {
  // Shared lock: whoever withdraws or narrows the entry waits, and then sees the grant that comes of this.
  const lock = { lockMode: LockMode.PESSIMISTIC_READ, refresh: true } as const;
  const entry = mustBe(await tx.findOne(CatalogueEntryEntity, { id: entryId }, lock), () => true);
  const bodies = await tx.find(AgencyEntity, { uscc: { $in: [applicant, entry.provider] } });
  const regionOf = (uscc: string): string => {
    const region = parseRegionCode(bodies.find((each) => each.uscc === uscc)?.region);
    return region.ok ? toRegionPrefix(region.value) : '';
  };
  return {
    entry,
    applicant,
    applicantRegion: regionOf(applicant),
    providerRegion: regionOf(entry.provider),
    classOf: (coordinate) => classOf(context.services, coordinate)?.level ?? null,
    today: context.access.today,
  };
}

const EDITABLE = ['DRAFT', 'INCOMPLETE', 'SUBMITTED'];

/**
 * Writes a draft, or changes one that nobody has approved yet; it is a draft again then.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 20
 */
export function saveApplication(context: Context, { id, entryId, content }: SaveApplication): Promise<ActResult> {
  const { access } = context;
  return perform(context, 'saveApplication', async (tx) => {
    const entry = mustBe(await tx.findOne(CatalogueEntryEntity, { id: entryId }), () => true);
    const earlier = id === null ? null : mustBe(await lockApplication(tx, id), (row) => isApplicant(context, row));
    if (earlier !== null && !EDITABLE.includes(earlier.state)) return refused(earlier.id, [wrongState(earlier.state)]);
    const target = earlier?.id ?? randomUUID();
    const row = {
      ...content,
      entryId,
      provider: entry.provider,
      state: 'DRAFT',
      missing: [],
      draftedBy: access.actorId,
      submittedBy: null,
    };
    if (earlier === null)
      await tx.insert(ApplicationEntity, { ...copied(row), id: target, applicant: access.agency ?? '' });
    else change(earlier, copied(row));
    await writeLine(tx, context, { target, name: 'saveApplication', state: 'DRAFT', clause: '809 art. 20' });
    return done(target);
  });
}

/**
 * Hands an application in. What it lacks is told in one notice and refuses nothing; what it says wrongly is refused.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 20; 809 art. 21
 */
export function submitApplication(context: Context, id: string): Promise<ActResult> {
  return perform(context, 'submitApplication', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), (each) => isApplicant(context, each));
    if (!['DRAFT', 'INCOMPLETE'].includes(row.state)) return refused(id, [wrongState(row.state)]);
    const facts = await factsOf(tx, context, row);
    const [missing, wrong] = [checkComplete(row, facts), checkSound(row, facts)];
    if (missing.length === 0 && wrong.length > 0) return refused(id, wrong);
    row.missing = missing.length === 0 ? [] : [...missing, ...wrong];
    row.state = missing.length === 0 ? 'SUBMITTED' : 'INCOMPLETE';
    row.submittedBy = context.access.actorId;
    await tx.flush();
    await writeLine(tx, context, { target: id, name: 'submitApplication', state: row.state, clause: '809 art. 21' });
    return done(id);
  });
}

const OPEN = [...EDITABLE, 'ENDORSED'];

/** @throws NOT_FOUND @clause 809 art. 20 */
export function withdrawApplication(context: Context, id: string): Promise<ActResult> {
  return perform(context, 'withdrawApplication', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), (each) => isApplicant(context, each));
    if (!OPEN.includes(row.state)) return refused(id, [wrongState(row.state)]);
    row.state = 'WITHDRAWN';
    await tx.flush();
    await writeLine(tx, context, { target: id, name: 'withdrawApplication', state: row.state, clause: '809 art. 20' });
    return done(id);
  });
}

export function isApplicant({ access }: Context, { applicant }: Pick<Application, 'applicant'>): boolean {
  return bodiesOf(access).includes(applicant);
}

export function wrongState(state: string) {
  return refusal('WRONG_STATE', `This is not possible in the state ${state}.`, '809 art. 20');
}

/** The tables want arrays of their own. */
function copied<T extends Pick<ApplicationContent, 'named' | 'useCauses' | 'modes'>>(row: T) {
  return { ...row, named: [...row.named], useCauses: [...row.useCauses], modes: [...row.modes] };
}
