/** Takes finished cases in: the write side that loading data needs. Rows and their events commit together. */
import type { RequiredEntityData, InferEntity } from '@mikro-orm/core';
import { sql } from 'kysely';
import { localDate } from '../../schema/ids.ts';
import { packStored } from '../../schema/policy/label.ts';
import { NEVER_A_MINOR, ofAgeOn } from '../../schema/policy/minority.ts';
import type { Profile } from '../../schema/profile.ts';
import { toSubjectRef, type Keys, type Runtime } from '../kernel/index.ts';
import {
  CaseEntity,
  CaseMaterialEntity,
  CasePartEntity,
  CaseStepEntity,
  LicenceSnapshotEntity,
  ServiceItemEntity,
} from './entities.ts';
import { publishCases } from './events.ts';
import { archiveDueOn } from './rules.ts';

type DataOf<E> = RequiredEntityData<InferEntity<E>>;
type Derived = 'facts' | 'hall' | 'transferrer' | 'subjects' | 'minorUntil' | 'itemCode' | 'periodOn' | 'archiveDueOn';

/** A case as it is handed in: what can be derived is derived here. */
export interface CaseRow extends Omit<DataOf<typeof CaseEntity>, Derived | 'applicantIdNumber'> {
  readonly applicantIdNumber: string;
  readonly sensitive: boolean;
  readonly nonSharing: boolean;
  readonly taskCode: string;
  /** Identity numbers of those who lawfully stand for the applicant, such as guardians. */
  readonly standing: readonly string[];
}

export interface CaseLoad {
  readonly items?: readonly DataOf<typeof ServiceItemEntity>[];
  readonly cases?: readonly CaseRow[];
  readonly steps?: readonly DataOf<typeof CaseStepEntity>[];
  readonly parts?: readonly DataOf<typeof CasePartEntity>[];
  readonly materials?: readonly DataOf<typeof CaseMaterialEntity>[];
  readonly snapshots?: readonly DataOf<typeof LicenceSnapshotEntity>[];
}

export async function load(runtime: Runtime, input: unknown): Promise<void> {
  const { items = [], cases = [], steps = [], parts = [], materials = [], snapshots = [] } = input as CaseLoad;
  const { keys, profile } = runtime.services;
  await runtime.fork().transactional(async (tx) => {
    // Cases that were archived elsewhere come before their contents.
    await sql`select set_config('cases.loading', 'on', true)`.execute(tx.getKysely());
    if (items.length > 0) await tx.insertMany(ServiceItemEntity, [...items]);
    if (cases.length > 0)
      await tx.insertMany(
        CaseEntity,
        cases.map((row) => toEntity(row, keys, profile)),
      );
    if (steps.length > 0) await tx.insertMany(CaseStepEntity, [...steps]);
    if (parts.length > 0) await tx.insertMany(CasePartEntity, [...parts]);
    if (materials.length > 0) await tx.insertMany(CaseMaterialEntity, [...materials]);
    if (snapshots.length > 0) await tx.insertMany(LicenceSnapshotEntity, [...snapshots]);
    await publishCases(
      tx,
      cases.map((row) => String(row.id)),
    );
  });
}

function toEntity(row: CaseRow, keys: Keys, profile: Profile): DataOf<typeof CaseEntity> {
  const { sensitive, nonSharing, taskCode, standing, ...data } = row;
  const numbers = [row.applicantIdNumber, ...standing];
  const completedOn = typeof row.completedOn === 'string' ? row.completedOn : null;
  return {
    ...data,
    facts: packStored({ custody: 'FORMING', openness: 'CLOSED', sensitive, destroyed: false, nonSharing }),
    subjects: numbers.map((number) => toSubjectRef(keys.subject, number)),
    minorUntil: row.applicantType === 'ENTERPRISE' ? NEVER_A_MINOR : ofAgeOn(row.applicantIdNumber, profile),
    itemCode: taskCode,
    periodOn: completedOn,
    archiveDueOn: completedOn === null ? null : archiveDueOn(localDate(completedOn), profile),
  };
}

/** Of how many of these cases there is content. @param input `{ caseIds }` */
export async function countContent(runtime: Runtime, input: unknown): Promise<number> {
  const { caseIds } = input as { readonly caseIds: readonly string[] };
  const { rows } = await sql<{ n: number }>`select count(*)::int as n
    from cases.case_record where id = any(${[...caseIds]}::uuid[]) and destroyed_on is null`.execute(
    runtime.fork().getKysely(),
  );
  return rows[0]?.n ?? 0;
}
