/** Use cases of `licences`: reading records as the caller may see them. */
import { sql } from 'kysely';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { factColumns } from '../../schema/policy/visibility.ts';
import { parseIdentifier, Records, type DisclosedRow, type ListRequest, type Page } from '../disclosure/index.ts';
import type { Context } from '../kernel/index.ts';

export const licenceRecords = new Records({
  typeName: 'Licence',
  from: 'licences.licence r left join licences.licence_type t on t.code = r.type_code',
  facts: factColumns('r'),
  pseudonyms: ['holderPseudonym'],
  columns: {
    id: 'r.id',
    typeCode: 'r.type_code',
    typeName: 't.name',
    issuer: 'r.forming_unit',
    region: 'r.region',
    identifier: 'r.identifier',
    checkDigit: 'r.check_digit',
    number: 'r.number',
    version: 'r.version',
    issuedOn: 'r.issued_on',
    validFrom: 'r.valid_from',
    validTo: 'r.valid_to',
    currentStatus: 'r.current_status',
    rawStatusCode: 'r.raw_status_code',
    holderName: 'r.holder_name',
    holderType: 'r.holder_type',
    holderNumber: 'r.holder_number',
    holderPseudonym: 'r.subjects[1]',
    remarks: 'r.remarks',
  },
});

export function findLicence(context: Context, id: string): Promise<DisclosedRow | null> {
  return licenceRecords.find(context, 'id', id);
}

/**
 * Whoever may not read the identifier of a licence does not find it by its identifier. A check character that
 * does not agree is not refused: such licences are in lawful use.
 *
 * @throws INVALID_INPUT naming every part that is malformed, never what was written
 * @clause GB/T 36904-2018
 */
export async function findLicenceByIdentifier(context: Context, identifier: string): Promise<DisclosedRow | null> {
  const parts = parseIdentifier('identifier', parseLicenceIdentifier(identifier));
  return licenceRecords.findBy(context, { identifier: { eq: parts.identifier } });
}

export function listLicences(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  return licenceRecords.list(context, request);
}

export interface LicenceTypeView {
  readonly code: string;
  readonly name: string;
  readonly definingAuthority: { readonly uscc: string };
}

export async function listLicenceTypes(context: Context): Promise<readonly LicenceTypeView[]> {
  const query = sql<{
    code: string;
    name: string;
    uscc: string;
  }>`select code, name, defining_authority as uscc
    from licences.licence_type order by code`;
  const { rows } = await query.execute(context.em.getKysely());
  return rows.map(({ code, name, uscc }) => ({ code, name, definingAuthority: { uscc } }));
}
