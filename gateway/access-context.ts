/** From a caller and the headers of a request to the access context that every decision takes. */
import type { AccessContext, ShareMode } from '../schema/actor.ts';
import { USE_CAUSE_MAX_LENGTH } from '../schema/codes.ts';
import { DomainError } from '../schema/errors.ts';
import { parseUscc } from '../schema/identifiers/uscc.ts';
import { toInstant, toShanghaiDate } from '../schema/ids.ts';
import { isOverLimit } from '../schema/policy/rules.ts';
import type { Registered } from '../subgraphs/sharing/index.ts';
import type { Caller } from './authenticate.ts';
import { NO_STANDING, type Grants } from './grants.ts';
import { limitExceeded } from './quotas.ts';
import { toStandingQuery } from './standing-query.ts';

export interface PurposeHeaders {
  readonly grant: string | undefined;
  readonly useCause: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly demand?: string | undefined;
  readonly shareMode?: string | undefined;
}

/** Who is let in, and how. */
export interface Admission {
  readonly access: AccessContext;
  /** The grant is bound to so many answers a period. */
  readonly isMetered: boolean;
  /** What is registered for the grant. */
  readonly registered: Registered;
}

export interface ContextParts {
  readonly caller: Caller;
  readonly headers: PurposeHeaders;
  readonly grants: Grants;
  readonly requestId: string;
  readonly policyVersion: string;
  readonly nowMs: number;
}

/**
 * @throws INVALID_INPUT naming every header that is wrong; FORBIDDEN for anybody but the platform asking on behalf of
 *   another; LIMIT_EXCEEDED when the grant's guard refuses the request as a whole
 */
export async function toAdmission(parts: ContextParts): Promise<Admission> {
  const { caller, requestId, policyVersion, nowMs } = parts;
  const { grantId, useCause, onBehalfOf, demandId, mode } = parseHeaders(parts.headers);
  if (onBehalfOf !== null && caller.role !== 'NATIONAL_PLATFORM') {
    throw new DomainError('FORBIDDEN', 'Only the national platform asks on behalf of an agency.', {
      clause: '809 art. 25',
    });
  }
  const standing = await parts.grants.find(toStandingQuery({ ...caller, onBehalfOf }, { grantId, demandId }));
  const ownRecordsOnly = caller.role === 'PERSON' || caller.role === 'ENTERPRISE';
  const { grant } = standing;
  const demand = standing.demand !== null && Date.parse(standing.demand.until) > nowMs ? standing.demand : null;
  const returnFlow = grant?.returnFlow === true;
  if (grant !== null && isOverLimit({ exhausted: grant.exhausted, ownRecordsOnly, returnFlow })) throw limitExceeded();
  const access: AccessContext = {
    ...caller,
    requestId,
    policyVersion,
    onBehalfOf,
    useCause,
    mode,
    at: toInstant(nowMs),
    today: toShanghaiDate(nowMs),
    grant,
    grantId: grant?.id ?? (standing === NO_STANDING ? grantId : null),
    predecessors: standing.predecessors,
    epoch: standing.epoch,
    demand,
  };
  const isMetered = standing.isMetered && !ownRecordsOnly && !returnFlow;
  return { access, isMetered, registered: standing.registered };
}

interface Purpose {
  readonly grantId: string | null;
  readonly useCause: string | null;
  readonly onBehalfOf: string | null;
  readonly demandId: string | null;
  readonly mode: ShareMode;
}

/** Files are a mode too, but none that a caller chooses: it is that of their addresses. */
const MODES = ['API', 'BATCH'] as const satisfies readonly ShareMode[];
const UUID = /^[0-9a-f-]{36}$/i;

function parseHeaders(headers: PurposeHeaders): Purpose {
  const faults: string[] = [];
  const read = (name: string, value: string | undefined, isRight: (text: string) => boolean): string | null => {
    const text = decode(value ?? '').trim();
    if (text === '') return null;
    if (!isRight(text)) faults.push(name);
    return text;
  };
  const purpose = {
    grantId: read('x-sharing-grant: must be the key of a grant', headers.grant, (text) => UUID.test(text)),
    useCause: read(
      `x-use-cause: must be at most ${USE_CAUSE_MAX_LENGTH} characters`,
      headers.useCause,
      (text) => [...text].length <= USE_CAUSE_MAX_LENGTH,
    ),
    onBehalfOf: read(
      'x-on-behalf-of: must be a unified social credit code',
      headers.onBehalfOf,
      (text) => parseUscc(text).ok,
    ),
    demandId: read('x-statutory-demand: must be the key of a demand', headers.demand, (text) => UUID.test(text)),
    mode: toMode(
      read(`x-share-mode: must be ${MODES.join(' or ')}`, headers.shareMode, (text) => toMode(text) !== null),
    ),
  };
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`);
  return { ...purpose, mode: purpose.mode ?? MODES[0] };
}

function toMode(text: string | null): ShareMode | null {
  return MODES.find((mode) => mode === text) ?? null;
}

/** Headers carry ASCII: Chinese text comes percent-encoded. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
