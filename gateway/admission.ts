/** Who is let in with one operation, what it costs the grant, and the row that a refusal leaves on the log. */
import { DomainError } from '../schema/errors.ts';
import { toInstant } from '../schema/ids.ts';
import { effectiveGrant } from '../schema/policy/access-class.ts';
import type { AccessLogRow } from '../subgraphs/sharing/index.ts';
import { toAdmission, type Admission, type ContextParts } from './access-context.ts';
import type { AccessLog } from './access-log.ts';
import type { RegisteredOperations } from './operations/registered.ts';
import type { Quotas } from './quotas.ts';
import type { ApiRequest } from './serving.ts';
import { isExplanationOnly } from './trust/part.ts';

/** What the API makes of a caller. */
export interface Admitted {
  readonly admission: Admission;
  /** `x-disclosure: strict`: anything withheld refuses the whole. */
  readonly strict: boolean;
}

/** Refusals of what a caller asked for; that a header cannot be read is no decision. */
const DECIDED = new Set(['FORBIDDEN', 'LIMIT_EXCEEDED']);

/** @throws what `toAdmission` throws; UNAVAILABLE when a refusal cannot be logged */
export async function admit(parts: ContextParts, log: AccessLog): Promise<Admission> {
  try {
    return await toAdmission(parts);
  } catch (error) {
    if (error instanceof DomainError && DECIDED.has(error.code)) await log.write(toRefusal(parts, error.code));
    throw error;
  }
}

/**
 * One answer of a metered grant, if the grant is in force for this request at all.
 *
 * @throws LIMIT_EXCEEDED, logged; UNAVAILABLE
 * @clause 809 art. 25
 */
export async function spend(
  { access, isMetered }: Admission,
  quotas: Quotas,
  log: AccessLog,
  operation: string | null = null,
): Promise<void> {
  const grant = isMetered ? effectiveGrant(access) : null;
  if (grant === null) return;
  try {
    await quotas.take(grant.id, access.at);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'LIMIT_EXCEEDED')
      await log.write({ ...refused(access, error.code), grantId: grant.id, operation });
    throw error;
  }
}

/**
 * Which registered operation this is; null for any other, where the grant takes it.
 *
 * @throws OPERATION_NOT_REGISTERED, logged
 * @clause 809 art. 25
 */
export async function recognise(
  { access, registered }: Admission,
  request: Pick<ApiRequest<unknown>, 'document' | 'source' | 'operationName'>,
  operations: RegisteredOperations,
  log: AccessLog,
): Promise<string | null> {
  try {
    return operations.nameOf(registered, request, isExplanationOnly(request));
  } catch (error) {
    if (error instanceof DomainError)
      await log.write({ ...refused(access, error.code), grantId: access.grantId ?? null });
    throw error;
  }
}

type Asker = Pick<
  AccessLogRow,
  'at' | 'requestId' | 'actorId' | 'role' | 'agency' | 'onBehalfOf' | 'useCause' | 'policyVersion'
>;

/** Purpose and grant are not in it: what the headers said has not been believed. */
function toRefusal({ caller, requestId, policyVersion, nowMs }: ContextParts, code: string): AccessLogRow {
  const { actorId, role, agency } = caller;
  const at = toInstant(nowMs);
  return refused({ at, requestId, actorId, role, agency, onBehalfOf: null, useCause: null, policyVersion }, code);
}

function refused(asker: Asker, code: string): AccessLogRow {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion } = asker;
  const who = { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion };
  return {
    ...who,
    grantId: null,
    demandId: null,
    operationHash: '',
    outcomes: [],
    recordIds: {},
    about: [],
    granted: [],
    refusal: code,
  };
}
