/** Takes agencies, catalogue and grants in: the write side that loading data needs. */
import type { InferEntity, RequiredEntityData } from '@mikro-orm/core';
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { publish, type Runtime } from '../kernel/index.ts';
import { AgencyEntity } from './entities/agency.ts';
import { CatalogueEntryEntity } from './entities/catalogue.ts';
import { GrantEntity } from './entities/grant.ts';
import { OperationEntity, OperationKeyEntity } from './entities/operation.ts';
import { raiseEpoch } from './service/epoch.ts';
import { sweepExpired } from './service/grant-life.ts';

type DataOf<E> = RequiredEntityData<InferEntity<E>>;

export interface SharingLoad {
  readonly agencies?: readonly DataOf<typeof AgencyEntity>[];
  readonly entries?: readonly DataOf<typeof CatalogueEntryEntity>[];
  readonly grants?: readonly DataOf<typeof GrantEntity>[];
  readonly operations?: readonly DataOf<typeof OperationEntity>[];
  readonly operationKeys?: readonly DataOf<typeof OperationKeyEntity>[];
}

export async function load(runtime: Runtime, input: unknown): Promise<void> {
  const { agencies = [], entries = [], grants = [], operations = [], operationKeys = [] } = input as SharingLoad;
  await runtime.fork().transactional(async (tx) => {
    if (agencies.length > 0) await tx.insertMany(AgencyEntity, [...agencies]);
    if (entries.length > 0) await tx.insertMany(CatalogueEntryEntity, [...entries]);
    if (grants.length > 0) await tx.insertMany(GrantEntity, [...grants]);
    if (operations.length > 0) await tx.insertMany(OperationEntity, [...operations]);
    if (operationKeys.length > 0) await tx.insertMany(OperationKeyEntity, [...operationKeys]);
    await raiseEpoch(tx);
  });
}

/**
 * Sets the state of a grant. In force everywhere within a second.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 27
 */
export async function setGrantState(runtime: Runtime, input: unknown): Promise<void> {
  const { id, state } = input as { id: string; state: string };
  await runtime.fork().transactional(async (tx) => {
    const changed =
      await sql`update sharing.sharing_grant set state = ${state}, version = version + 1 where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
    if (changed.numAffectedRows !== 1n) throw new DomainError('NOT_FOUND');
    await raiseEpoch(tx);
    await publish(tx, 'sharing', 'GRANT_CHANGED', [{ grantId: id, state }]);
  });
}

/** Enters as expired what has expired by a day, in Asia/Shanghai. @returns how many grants that were */
export async function sweep(runtime: Runtime, input: unknown): Promise<number> {
  const { today } = input as { today: string };
  return runtime.fork().transactional((tx) => sweepExpired(tx, today));
}
