/** Drafts of catalogue entries, made by chance. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { FieldClass } from '../../schema/policy/rules.ts';
import type { Fixtures } from '../../tools/demo/fixtures.ts';
import type { ModelEntry } from './sharing-model.ts';

export const PROVIDERS = [DEMO_BODIES.housing, DEMO_BODIES.market, DEMO_BODIES.transport] as const;

export type DraftContent = Omit<ModelEntry, 'id' | 'isPublished'>;

interface Draft {
  readonly revised: ModelEntry | null;
  readonly content: DraftContent;
  /** Of the mutation. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A new version of an entry with fewer or other fields, or an entry of what nobody holds any more. */
export function draftByChance(
  random: Fixtures,
  { entries, fields }: { readonly entries: readonly ModelEntry[]; readonly fields: readonly FieldClass[] },
): Draft {
  const { int, pick } = random;
  const provider = pick(PROVIDERS);
  const own = entries.filter((each) => each.provider === provider && each.isPublished);
  const revised = int(1, 3) > 1 && own.length > 0 ? pick(own) : null;
  const held = new Set(own.filter((each) => each !== revised).flatMap(({ fields }) => fields));
  const free = fields.filter(({ coordinate, sharing }) => !held.has(String(coordinate)) && sharing !== 'NON_SHARING');
  const open = (revised?.attribute ?? '') === 'UNCONDITIONAL' ? free.filter(({ level }) => level === 'P0') : free;
  const offered = open.filter(() => int(1, 8) > 1).map(({ coordinate }) => String(coordinate));
  const offeredMasked = open.filter(
    ({ coordinate, mask }) => mask !== null && offered.includes(String(coordinate)) && int(1, 2) === 1,
  );
  const isClosed = revised !== null && revised.attribute === 'CONDITIONAL' && int(1, 12) === 1;
  const attribute = isClosed ? 'NON_SHARING' : (revised?.attribute ?? 'CONDITIONAL');
  const content = {
    provider,
    code: revised?.code ?? `N-${int(1, 1_000_000)}`,
    attribute,
    fields: offered,
    offeredMasked: offeredMasked.map(({ coordinate }) => String(coordinate)),
    modes: int(1, 6) === 1 ? ['BATCH'] : ['API', 'BATCH'],
    version: (revised?.version ?? 0) + 1,
  };
  const { provider: _provider, version: _version, ...offer } = content;
  const conditions = attribute === 'CONDITIONAL' ? '限核对' : null;
  const words = { name: '条目', updateCycle: '实时', format: 'JSON', dataClass: 'GENERAL', dataLevel: 3, conditions };
  const assessed = { secrecyRisk: '无', piImpact: '可控', legalBasis: attribute === 'NON_SHARING' ? '法' : null };
  const input = { ...offer, ...words, ...assessed, revises: revised?.id ?? null };
  return { revised, content, input };
}
