/** Tables of `licences`. Storage only: what callers see is in `types.ts`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';

export const LicenceTypeEntity = defineEntity({
  name: 'LicenceTypeEntity',
  tableName: 'licence_type',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    definingAuthority: p.text(),
    /** Raw status code → our status, where the standard of this type gives codes another meaning than all others. */
    statusCodes: p.json<Readonly<Record<string, string>>>().default('{}'),
  },
});

/** A licence as its issuer reports it today. `formingUnit` is the issuer. */
export const LicenceEntity = defineEntity({
  name: 'LicenceEntity',
  tableName: 'licence',
  properties: {
    id: p.uuid().primary(),
    identifier: p.text().unique(),
    checkDigit: p.text(),
    typeCode: p.text().index(),
    number: p.text(),
    version: p.text(),
    issuedOn: p.date(),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    currentStatus: p.text(),
    rawStatusCode: p.text(),
    holderName: p.text(),
    holderType: p.text(),
    holderNumber: p.text().index(),
    remarks: p.text().nullable(),
    ...factProperties(),
  },
});

export const ENTITIES = [LicenceTypeEntity, LicenceEntity];
