import { defineEntity, p } from '@mikro-orm/core';
import type { OperationVariable } from '../../../schema/operation-document.ts';

/** A version of a consumer's operation, bound to one grant. Nothing here changes a document. */
export const OperationEntity = defineEntity({
  name: 'OperationEntity',
  tableName: 'registered_operation',
  properties: {
    grantId: p.uuid().primary(),
    name: p.text().primary(),
    version: p.integer().primary(),
    /** Canonical text of the document, and its SHA-256. */
    document: p.text(),
    hash: p.text(),
    variables: p.json<readonly OperationVariable[]>(),
    /** IN_FORCE, SUPERSEDED or WITHDRAWN. */
    state: p.text(),
    registeredBy: p.text(),
    registeredAt: p.datetime(3),
    withdrawnBy: p.text().nullable(),
    withdrawnAt: p.datetime(3).nullable(),
    /** GRANTEE or PROVIDER: what the provider has withdrawn is not registered again. */
    withdrawnFor: p.text().nullable(),
    reason: p.text().nullable(),
  },
});

/** The public half of a key that signs calls of registered operations, bound to one grant. */
export const OperationKeyEntity = defineEntity({
  name: 'OperationKeyEntity',
  tableName: 'operation_key',
  properties: {
    id: p.uuid().primary(),
    grantId: p.uuid().index(),
    /** `Ed25519` or `SM2-SM3`. */
    algorithm: p.text(),
    /** Hexadecimal. */
    publicKey: p.text(),
    registeredBy: p.text(),
    registeredAt: p.datetime(3),
    withdrawnBy: p.text().nullable(),
    withdrawnAt: p.datetime(3).nullable(),
  },
});

/** What a key has signed once is not taken again while its time lasts; whichever gateway it comes to. */
export const SpentNonceEntity = defineEntity({
  name: 'SpentNonceEntity',
  tableName: 'spent_nonce',
  properties: {
    keyId: p.uuid().primary(),
    nonce: p.text().primary(),
    until: p.datetime(3).index(),
  },
});

export const OPERATION_ENTITIES = [OperationEntity, OperationKeyEntity, SpentNonceEntity];
