/** Licence types, and what the status codes of sources mean. A type belongs to the authority that defined it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { LICENCE_STATUS, type LicenceStatus } from '../../../schema/codes.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { publishLicences } from '../events.ts';
import { checkKey, checkText, wrong } from '../input-checks.ts';
import type { MapStatusCodesInput, RegisterLicenceTypeInput, StatusCodeInput } from '../inputs/acts.ts';
import { explain, type StatusCodes } from '../rules.ts';
import { bodyOf, checkDoor, done, lockKey, ownBodies, perform, refusal } from './acts.ts';

const TYPE_CODE = /^[0-9A-HJ-NPQRTUWXY]{18}[0-9A-Z]{3}$/;

/** The table of a type or of a source, as it is kept. */
export function parseStatusCodes(codes: Readonly<Record<string, string>>): StatusCodes {
  return new Map(
    Object.entries(codes).map(([raw, status]) => [raw, LICENCE_STATUS.find((each) => each === status) ?? 'OTHER']),
  );
}

/**
 * Registers a type, or says anew what it is called, what items it comes from and what its codes mean. What licences
 * have been told so far stays, but for codes that nobody had explained.
 *
 * @clause GB/T 36902-2018
 */
export async function registerLicenceType(context: Context, input: RegisterLicenceTypeInput): Promise<ActResult> {
  return perform(context, 'registerLicenceType', async (tx) => {
    const violations = [...checkDoor(input), ...checkType(context, input)];
    if (violations.length > 0) return { target: null, violations };
    await lockKey(tx, 'type', input.code);
    const items = input.items.map(({ code, name }) => ({ code, name }));
    await sql`insert into licences.licence_type (code, name, defining_authority, status_codes, items)
      values (${input.code}, ${input.name}, ${input.code.slice(0, 18)}, ${toJson(input.statusCodes)}::jsonb,
        ${JSON.stringify(items)}::jsonb)
      on conflict (code) do update set name = excluded.name, status_codes = excluded.status_codes,
        items = excluded.items`.execute(tx.getKysely());
    await explainAnew(tx, context, { typeCode: input.code });
    return done(input.code);
  });
}

function checkType(context: Context, input: RegisterLicenceTypeInput): Refusal[] {
  const isOwn = ownBodies(context).includes(input.code.slice(0, 18));
  return [
    ...(TYPE_CODE.test(input.code)
      ? []
      : [wrong('code', 'a USCC and three of 0-9 and A-Z expected', 'GB/T 36904-2018')]),
    ...(isOwn
      ? []
      : [
          refusal(
            'NOT_DEFINING_AUTHORITY',
            'Only the authority whose USCC the code begins with registers it.',
            'GB/T 36902-2018',
            'code',
          ),
        ]),
    ...checkText('name', input.name, 200),
    ...input.items.flatMap(({ code, name }, at) => [
      ...checkKey(`items[${at}].code`, code),
      ...checkText(`items[${at}].name`, name, 200),
    ]),
    ...checkCodes('statusCodes', input.statusCodes),
  ];
}

/**
 * Says what the codes of one of the issuer's source systems mean for one type. Licences whose code nobody had
 * explained take their status from it, and their findings end.
 *
 * @clause GB/T 36903-2018
 */
export async function mapStatusCodes(context: Context, input: MapStatusCodesInput): Promise<ActResult> {
  const issuer = bodyOf(context);
  return perform(context, 'mapStatusCodes', async (tx) => {
    await lockKey(tx, 'type', input.typeCode);
    const violations = [
      ...checkDoor(input),
      ...checkKey('source', input.source),
      ...checkCodes('codes', input.codes),
      ...(await checkTypeExists(tx, input.typeCode)),
    ];
    if (violations.length > 0) return { target: null, violations };
    const { actorId, at } = context.access;
    await sql`insert into licences.status_mapping (id, type_code, issuer, source, codes, set_by, set_at)
      values (${randomUUID()}::uuid, ${input.typeCode}, ${issuer}, ${input.source}, ${toJson(input.codes)}::jsonb,
        ${actorId}, ${at}::timestamptz)
      on conflict (type_code, issuer, source) do update set codes = excluded.codes, set_by = excluded.set_by,
        set_at = excluded.set_at`.execute(tx.getKysely());
    await explainAnew(tx, context, { typeCode: input.typeCode, issuer, source: input.source });
    return done(input.typeCode);
  });
}

function checkCodes(path: string, codes: readonly StatusCodeInput[]): Refusal[] {
  const isTwice = new Set(codes.map(({ raw }) => raw)).size < codes.length;
  return [
    ...(codes.every(({ raw }) => /^[0-9A-Za-z]{1,8}$/.test(raw))
      ? []
      : [wrong(path, 'codes of 1 to 8 letters or digits expected', 'GB/T 36903-2018')]),
    ...(isTwice ? [wrong(path, 'each code once expected', 'GB/T 36903-2018')] : []),
  ];
}

export async function checkTypeExists(tx: EntityManager, typeCode: string): Promise<Refusal[]> {
  const { rows } = await sql`select code from licences.licence_type where code = ${typeCode}`.execute(tx.getKysely());
  if (rows.length > 0) return [];
  const message = 'The type is not registered. Ask its defining authority to register it.';
  return [refusal('TYPE_UNKNOWN', message, 'GB/T 36902-2018', 'typeCode')];
}

function toJson(codes: readonly StatusCodeInput[]): string {
  return JSON.stringify(Object.fromEntries(codes.map(({ raw, status }) => [raw, status])));
}

export interface CodeOrigin {
  readonly typeCode: string;
  readonly issuer: string;
  readonly source: string;
}

/** Null when neither the source's table nor the type's nor the common one has the code. */
export async function readStatus(
  tx: EntityManager,
  rawCode: string,
  { typeCode, issuer, source }: CodeOrigin,
): Promise<LicenceStatus | null> {
  const { rows } = await sql<{ codes: Record<string, string> }>`
    select codes, 1 as rank from licences.status_mapping
      where type_code = ${typeCode} and issuer = ${issuer} and source = ${source}
    union all select status_codes, 2 from licences.licence_type where code = ${typeCode}
    order by rank`.execute(tx.getKysely());
  return explain(
    rawCode,
    rows.map(({ codes }) => parseStatusCodes(codes)),
  );
}

interface OpenFinding {
  readonly id: string;
  readonly licenceId: string;
  readonly issuer: string;
  readonly typeCode: string;
  readonly source: string;
  readonly rawCode: string;
  readonly isLast: boolean;
  readonly version: string;
}

/** Findings about codes that have a meaning now end; where the code still stands, the licence takes the status. */
async function explainAnew(
  tx: EntityManager,
  context: Context,
  of: { readonly typeCode: string; readonly issuer?: string; readonly source?: string },
): Promise<void> {
  const db = tx.getKysely();
  const { rows } = await sql<OpenFinding>`select n.id, n.licence_id as "licenceId", r.forming_unit as issuer,
      r.type_code as "typeCode", n.source, n.raw_status_code as "rawCode", r.version,
      r.current_status = 'OTHER' and r.raw_status_code = n.raw_status_code as "isLast"
    from licences.licence_finding n join licences.licence r on r.id = n.licence_id
    where n.resolved_at is null and r.type_code = ${of.typeCode}
      and (${of.issuer ?? null}::text is null or r.forming_unit = ${of.issuer ?? null})
      and (${of.source ?? null}::text is null or n.source = ${of.source ?? null})
    order by r.id for update of r`.execute(db);
  for (const finding of rows) {
    const status = await readStatus(tx, finding.rawCode, finding);
    if (status === null) continue;
    await sql`update licences.licence_finding set resolved_at = ${context.access.at}::timestamptz
      where id = ${finding.id}::uuid`.execute(db);
    if (!finding.isLast) continue;
    await sql`update licences.licence set current_status = ${status} where id = ${finding.licenceId}::uuid`.execute(db);
    const { at, actorId } = context.access;
    await sql`insert into licences.licence_act (id, licence_id, sequence, operation, version, raw_status_code, status,
        at, recorded_at, body, actor_id)
      select ${randomUUID()}::uuid, ${finding.licenceId}::uuid, coalesce(max(sequence), 0) + 1, 'OTHER',
        ${finding.version}, ${finding.rawCode}, ${status}, ${at}::timestamptz, ${at}::timestamptz,
        ${bodyOf(context)}, ${actorId}
      from licences.licence_act where licence_id = ${finding.licenceId}::uuid`.execute(db);
    await publishLicences(tx, [finding.licenceId]);
  }
}

export interface LicenceTypeView {
  readonly code: string;
  readonly name: string;
  readonly definingAuthority: { readonly uscc: string };
}

interface Meaning {
  readonly raw: string;
  readonly status: string;
}

interface TypeRow {
  readonly code: string;
  readonly name: string;
  readonly uscc: string;
  readonly items: readonly object[];
  readonly statusCodes: Readonly<Record<string, string>>;
  readonly sources: readonly { issuer: string; source: string; codes: Readonly<Record<string, string>> }[];
}

export async function listLicenceTypes(context: Context): Promise<readonly LicenceTypeView[]> {
  return selectTypes(context, null);
}

export async function findLicenceType(context: Context, code: string | null): Promise<LicenceTypeView | null> {
  return code === null ? null : ((await selectTypes(context, code))[0] ?? null);
}

async function selectTypes(context: Context, code: string | null): Promise<readonly LicenceTypeView[]> {
  const { rows } = await sql<TypeRow>`select t.code, t.name, t.defining_authority as uscc, t.items,
      t.status_codes as "statusCodes", coalesce((select jsonb_agg(jsonb_build_object(
        'issuer', m.issuer, 'source', m.source, 'codes', m.codes) order by m.issuer, m.source)
        from licences.status_mapping m where m.type_code = t.code), '[]') as sources
    from licences.licence_type t where ${code}::text is null or t.code = ${code} order by t.code`.execute(
    context.em.getKysely(),
  );
  return rows.map(({ uscc, sources, statusCodes, ...row }) => ({
    ...row,
    definingAuthority: { uscc },
    statusCodes: toMeanings(statusCodes),
    sources: sources.map(({ issuer, source, codes }) => ({
      issuer: { uscc: issuer },
      source,
      codes: toMeanings(codes),
    })),
  }));
}

function toMeanings(codes: Readonly<Record<string, string>>): Meaning[] {
  const pairs = Object.entries(codes).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return pairs.map(([raw, status]) => ({ raw, status }));
}
