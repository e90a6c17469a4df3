/** Fonds (全宗): public. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { refuseIf } from '../transfer-refusals.ts';
import { checkText } from '../transfer-rules.ts';
import { bodyOf, done, perform, refused, type Outcome } from './acting.ts';

export interface FondsView {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly hall: { readonly uscc: string };
}

export async function listFonds(context: Context, hall: string | null): Promise<readonly FondsView[]> {
  const ofHall = hall === null ? sql`` : sql`where hall = ${hall}`;
  const query = sql<{ id: string; number: string; name: string; hall: string }>`select id, number, name, hall
    from holdings.fonds ${ofHall} order by hall, number`;
  const { rows } = await query.execute(context.em.getKysely());
  return rows.map((row) => ({ ...row, hall: { uscc: row.hall } }));
}

export interface NewFonds {
  readonly number: string;
  readonly name: string;
  /** USCC of the unit whose archives it is for. */
  readonly formingUnit: string;
}

/**
 * Registers a fonds of the caller's hall, for one unit. A number is never used again.
 *
 * @clause DA/T 13-2022
 */
export function registerFonds(context: Context, input: NewFonds): Promise<Outcome<FondsView>> {
  const { access } = context;
  const hall = bodyOf(access);
  return perform(context, 'registerFonds', {
    work: async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext(${`holdings.fonds ${hall}`}))`.execute(tx.getKysely());
      const taken = await rowsOf(
        tx,
        sql<{ number: string; formingUnit: string | null }>`select number, forming_unit as "formingUnit"
          from holdings.fonds where hall = ${hall} and (number = ${input.number} or forming_unit = ${input.formingUnit})`,
      );
      const violations = [
        ...refuseIf(!/^[A-Z][0-9]{3}$/.test(input.number), 'FONDS_NUMBER_INVALID', 'input.number'),
        ...checkText(input.name, 'input.name', true),
        ...refuseIf(
          taken.some(({ number }) => number === input.number),
          'FONDS_NUMBER_TAKEN',
          'input.number',
        ),
        ...refuseIf(
          taken.some(({ formingUnit }) => formingUnit === input.formingUnit),
          'FONDS_OF_UNIT_EXISTS',
          'input.formingUnit',
        ),
      ];
      if (violations.length > 0) return refused(null, violations);
      const id = randomUUID();
      await sql`insert into holdings.fonds (id, number, name, hall, forming_unit, registered_by, registered_on)
        values (${id}::uuid, ${input.number}, ${input.name}, ${hall}, ${input.formingUnit}, ${access.actorId},
          ${access.today}::date)`.execute(tx.getKysely());
      return done(id);
    },
    find: async (id) => (await listFonds(context, hall)).find((each) => each.id === id) ?? null,
  });
}
