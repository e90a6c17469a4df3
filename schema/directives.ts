/** How a field's class is written into the SDL, and carried into the supergraph by `@composeDirective`. */
import 'reflect-metadata';
import { Directive } from 'type-graphql';
import type { MaskKind } from './policy/masks.ts';

/** Where the definition lives; a name, not an address that anybody fetches. */
export const DISCLOSURE_SPEC = 'https://archive-sharing-gateway.local/disclosure/v1.0';

/** What kind of fact a field is; `KEY` is structure: ids and links, shown wherever the record itself is. */
export const DISCLOSURE_CLASSES = ['KEY', 'P0', 'P1', 'P2', 'P3', 'P4'] as const;
export type DisclosureClass = (typeof DISCLOSURE_CLASSES)[number];

/** Whose fact it is. `NOBODY`: the agency's own. */
export const FACT_OWNERS = ['NOBODY', 'APPLICANT', 'HOLDER', 'THIRD_PERSON', 'COMPLAINANT', 'OFFICIAL'] as const;
export type FactOwner = (typeof FACT_OWNERS)[number];

export const SHARING_ATTRIBUTES = ['UNCONDITIONAL', 'CONDITIONAL', 'NON_SHARING'] as const;
export type SharingAttribute = (typeof SHARING_ATTRIBUTES)[number];

export const MASK_KINDS = [
  'PERSON_NAME',
  'CITIZEN_ID',
  'MOBILE',
  'PHONE',
  'ADDRESS',
  'BANK_CARD',
  'PASSPORT',
  'BIRTH_DATE',
] as const satisfies readonly MaskKind[];

/** The SDL that every subgraph adds in front of its own. */
export const DISCLOSURE_SDL = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@inaccessible", "@interfaceObject", "@composeDirective"])
  @link(url: "${DISCLOSURE_SPEC}", import: ["@disclosure", "@record", "@structural"])
  @composeDirective(name: "@disclosure")
  @composeDirective(name: "@record")
  @composeDirective(name: "@structural")

"""The disclosure class of a field (披露分级). A field without one is withheld."""
directive @disclosure(class: DisclosureClass!, of: FactOwner, sharing: SharingAttribute, mask: MaskKind, basis: String) on FIELD_DEFINITION
"""A type whose objects are records with a label class of their own: R0–R17 decide each field of each."""
directive @record on OBJECT
"""A type that carries no facts: connections, edges, page information."""
directive @structural on OBJECT

enum DisclosureClass { ${DISCLOSURE_CLASSES.join(' ')} }
enum FactOwner { ${FACT_OWNERS.join(' ')} }
enum SharingAttribute { ${SHARING_ATTRIBUTES.join(' ')} }
enum MaskKind { ${MASK_KINDS.join(' ')} }
`;

export interface Classification {
  readonly of?: Exclude<FactOwner, 'NOBODY'>;
  readonly sharing?: SharingAttribute;
  readonly mask?: MaskKind;
  /** The law that makes a field NON_SHARING; without it such a field does not build. */
  readonly basis?: string;
}

/** `@Disclosed('P2', { of: 'APPLICANT', mask: 'PERSON_NAME' })` above a type-graphql field. */
export function Disclosed(level: DisclosureClass, facts: Classification = {}): PropertyDecorator & MethodDecorator {
  if (facts.sharing === 'NON_SHARING' && (facts.basis ?? '').trim() === '') {
    throw new Error('A NON_SHARING field needs its legal basis (809 art. 15).');
  }
  const parts = [
    `class: ${level}`,
    ...(facts.of === undefined ? [] : [`of: ${facts.of}`]),
    ...(facts.sharing === undefined ? [] : [`sharing: ${facts.sharing}`]),
    ...(facts.mask === undefined ? [] : [`mask: ${facts.mask}`]),
    ...(facts.basis === undefined ? [] : [`basis: ${JSON.stringify(facts.basis)}`]),
  ];
  return Directive(`@disclosure(${parts.join(', ')})`);
}
