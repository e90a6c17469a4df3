/** The items of an entry or a draft, as the API shows them: what each is comes from the graph itself. */
import type { Context } from '../../kernel/index.ts';
import { classOf, typeOf } from '../service/fields.ts';
import type { Row } from '../service/page.ts';

export function toItems(root: Row, { services }: Context): readonly object[] {
  const offered = root['offeredMasked'] as readonly string[];
  return (root['fields'] as readonly string[]).map((coordinate) => ({
    coordinate,
    type: typeOf(coordinate),
    level: classOf(services, coordinate)?.level ?? null,
    offeredMasked: offered.includes(coordinate),
  }));
}

/** Codes as catalogue registration writes them. */
const ATTRIBUTE_CODES: Readonly<Record<string, string>> = { UNCONDITIONAL: '1', CONDITIONAL: '2', NON_SHARING: '3' };

export function toRegistration(root: Row, context: Context): object {
  return {
    resourceCode: root['code'],
    resourceName: root['name'],
    providerCode: root['provider'],
    attributeCode: ATTRIBUTE_CODES[String(root['attribute'])],
    conditionsOrBasis: root['conditions'] ?? root['legalBasis'],
    updateCycle: root['updateCycle'],
    format: root['format'],
    modes: root['modes'],
    items: toItems(root, context),
  };
}
