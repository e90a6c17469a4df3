/** The same city with other secrets: for one caller, every text that is withheld or masked is another, and nothing else. */
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { applyMask } from '../../schema/policy/masks.ts';
import type { MaskKind } from '../../schema/policy/masks.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import type { EntityManager } from '../../subgraphs/kernel/index.ts';
import type { AttackOracle, HiddenText } from './attack-oracle.ts';

/** Runs something while the secrets of this caller are others. @returns what it gave, and how many texts were changed */
export async function withOtherSecrets<T>(
  { fork, oracle }: { readonly fork: () => EntityManager; readonly oracle: AttackOracle },
  context: AccessContext,
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly changed: number }> {
  const hidden = oracle.hiddenTexts(context);
  const others = hidden.flatMap((each, at) => {
    const other = toOther(each, at);
    return other === null ? [] : [{ ...each, other }];
  });
  await write(
    fork(),
    others.map(({ other, ...each }) => ({ ...each, text: other })),
  );
  try {
    return { result: await action(), changed: others.length };
  } finally {
    await write(fork(), others);
  }
}

/** Null where there is no other text with the same mask. */
function toOther({ effect, mask, text }: HiddenText, at: number): string | null {
  if (effect === 'WITHHOLD') return `另一个秘密${at}`;
  return mask === null ? null : withSameMask(mask, text);
}

function withSameMask(mask: MaskKind, text: string): string | null {
  const masked = applyMask(mask, text, DEFAULT_PROFILE.masks);
  let other = text;
  for (let at = 0; at < text.length; at += 1) {
    const changed = other.slice(0, at) + otherCharacter(other.charAt(at)) + other.slice(at + 1);
    if (applyMask(mask, changed, DEFAULT_PROFILE.masks) === masked) other = changed;
  }
  return other === text ? null : other;
}

function otherCharacter(character: string): string {
  if (/\d/.test(character)) return String((Number(character) + 1) % 10);
  return character === '某' ? '另' : '某';
}

async function write(em: EntityManager, texts: readonly HiddenText[]): Promise<void> {
  const byColumn = Map.groupBy(texts, ({ table, column }) => `${table}/${column}`);
  await em.transactional(async (tx) => {
    const db = tx.getKysely();
    // What keeps archived content as it is would keep it here too.
    await sql`set local session_replication_role = replica`.execute(db);
    for (const [place, rows] of byColumn) {
      const [table = '', column = ''] = place.split('/');
      const values = JSON.stringify(rows.map(({ id, text }) => ({ id, text })));
      await sql`update ${sql.table(table)} as t set ${sql.id(column)} = r->>'text'
        from jsonb_array_elements(${values}::jsonb) as r where t.id = (r->>'id')::uuid`.execute(db);
    }
  });
}
