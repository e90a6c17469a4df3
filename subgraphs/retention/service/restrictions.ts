/** Demands to erase personal data: while archives law keeps the record, processing is restricted instead. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { BIT } from '../../../schema/policy/label.ts';
import { publish, type Context, type EntityManager } from '../../kernel/index.ts';
import { lockNamed, lockRecords } from '../records.ts';
import { refuseIf } from '../refusals.ts';
import { changes, rowsOf } from '../rows.ts';
import { done, ownBodies, perform, refuseEmpty, refused, type Outcome } from './acting.ts';

export interface RestrictionView {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Restrictions of records of the caller's body, and those that the caller has demanded. */
export function listRestrictions(context: Context, id: string | null = null): Promise<readonly RestrictionView[]> {
  const { access } = context;
  const one = id === null ? sql`` : sql`and r.id = ${id}::uuid`;
  return rowsOf(
    context.em,
    sql<RestrictionView>`select r.id, r.case_id as "caseId", r.placed_on::text as "placedOn",
        r.lifted_on::text as "liftedOn", case when r.lifted_on is null then 'RESTRICTED' else 'LIFTED' end as outcome
      from retention.restriction r join retention.case_copy c on c.id = r.case_id
      where (r.demanded_by = ${access.subjectRef} or c.forming_unit = any(${ownBodies(access)}::text[])) ${one}
      order by r.placed_on, r.id`,
  );
}

/**
 * What a person asks to be erased. An archived record is kept until its retention ends, so nothing of it is erased: it
 * is stored and secured, and shared with nobody until the restriction is lifted.
 *
 * @throws NOT_FOUND for records of others
 * @clause PIPL art. 47; PIPL art. 72
 */
export function demandErasure(context: Context, caseId: string): Promise<Outcome<RestrictionView>> {
  const { subjectRef, today } = context.access;
  return perform(context, 'demandErasure', {
    work: async (tx) => {
      const record = (await lockRecords(tx, [caseId])).get(caseId);
      const [found] = await rowsOf(
        tx,
        sql<{ isSubject: boolean; wasNonSharing: boolean; isRestricted: boolean }>`select
            coalesce(${subjectRef} = any(c.subjects), false) as "isSubject",
            coalesce((select r.was_non_sharing from retention.restriction r where r.case_id = c.id
              order by r.placed_on desc, r.lifted_on desc nulls first limit 1),
              (c.facts & ${BIT.NON_SHARING}::int) <> 0) as "wasNonSharing",
            exists (select from retention.restriction r where r.case_id = c.id and r.lifted_on is null) as "isRestricted"
          from retention.case_copy c where c.id = ${caseId}::uuid`,
      );
      if (found === undefined || !found.isSubject) throw new DomainError('NOT_FOUND');
      const violations = [
        ...refuseIf(record === undefined, 'NOT_GOVERNED', 'caseId'),
        ...refuseIf(record?.destroyed === true, 'RECORD_DESTROYED', 'caseId'),
        ...refuseIf(found.isRestricted, 'RESTRICTED_ALREADY', 'caseId'),
      ];
      if (violations.length > 0) return refused(caseId, violations);
      const id = randomUUID();
      await sql`insert into retention.restriction (id, case_id, demanded_by, placed_on, was_non_sharing)
        values (${id}::uuid, ${caseId}::uuid, ${subjectRef}, ${today}::date, ${found.wasNonSharing})`.execute(
        tx.getKysely(),
      );
      await publishRestriction(tx, caseId, true);
      return done(id);
    },
    find: async (id) => (await listRestrictions(context, id))[0] ?? null,
  });
}

/** @throws NOT_FOUND @clause PIPL art. 47 */
export function liftRestriction(
  context: Context,
  { id, ground }: { readonly id: string; readonly ground: string },
): Promise<Outcome<RestrictionView>> {
  const { access } = context;
  return perform(context, 'liftRestriction', {
    work: async (tx) => {
      const [found] = await rowsOf(
        tx,
        sql<{ caseId: string; wasNonSharing: boolean }>`select case_id as "caseId",
          was_non_sharing as "wasNonSharing" from retention.restriction where id = ${id}::uuid`,
      );
      if (found === undefined) throw new DomainError('NOT_FOUND');
      await lockNamed(tx, [found.caseId], ownBodies(access));
      const isLifted = await changes(
        tx,
        sql`update retention.restriction set lifted_on = ${access.today}::date, lifted_by = ${access.actorId},
          lift_ground = ${ground} where id = ${id}::uuid and lifted_on is null`,
      );
      const violations = [...refuseIf(!isLifted, 'RESTRICTION_LIFTED', 'id'), ...refuseEmpty(ground, 'ground')];
      if (violations.length > 0) return refused(id, violations);
      await publishRestriction(tx, found.caseId, found.wasNonSharing);
      return done(id);
    },
    find: async (target) => (await listRestrictions(context, target))[0] ?? null,
  });
}

/** `RESTRICTION_CHANGED` `{ caseId, nonSharing }`: `cases` owns the attribute. */
function publishRestriction(tx: EntityManager, caseId: string, nonSharing: boolean): Promise<void> {
  return publish(tx, 'retention', 'RESTRICTION_CHANGED', [{ caseId, nonSharing }]);
}
