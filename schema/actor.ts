/** Who asks, for whom and for what: the facts of one request, as every decision takes them. */

import type { GrantState } from './codes.ts';

export const ROLES = [
  'AGENCY',
  'ARCHIVE_HALL',
  'ARCHIVES_AUTHORITY',
  'DATA_AUTHORITY',
  'NATIONAL_PLATFORM',
  'PERSON',
  'ENTERPRISE',
  'SYSTEM_ADMIN',
  'SECURITY_OFFICER',
  'AUDITOR',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that supervise or run the system. None of them opens content (三员分立). */
export const OFFICE_ROLES = [
  'ARCHIVES_AUTHORITY',
  'DATA_AUTHORITY',
  'SYSTEM_ADMIN',
  'SECURITY_OFFICER',
  'AUDITOR',
] as const satisfies readonly Role[];

/**
 * What a caller does in its body (岗位), beside its role: procedures that want several people or a head ask for it. A
 * person may hold several; a handling system holds `HANDLING_SYSTEM` and nothing else.
 */
export const POSTS = [
  'HANDLER', // 经办人
  'HANDLING_SYSTEM', // 业务系统
  'SHARING_HEAD', // 共享工作机构负责人
  'ARCHIVIST', // 档案员
  'APPRAISER', // 鉴定人员
  'APPROVER', // 审批人
  'OPERATOR', // 操作员
  'SUPERVISOR', // 监销人
  'RECEIVER', // 接收人员
  'OPENING_REVIEWER', // 开放审核人员
  'PRESERVER', // 保管人员
  'COPY_ISSUER', // 出证人员
] as const;
export type Post = (typeof POSTS)[number];

export const SHARE_MODES = ['API', 'BATCH', 'FILE'] as const;
export type ShareMode = (typeof SHARE_MODES)[number];

/** `Type.field`, as in the supergraph. */
export type Coordinate = `${string}.${string}`;

/**
 * A grant (授权) as decisions see it. Dates are calendar days in Asia/Shanghai, both ends included.
 *
 * @clause 809 art. 20
 */
export interface GrantView {
  readonly id: string;
  /** Raised with every change of the grant. */
  readonly version: number;
  readonly entryCode: string;
  /** The entry was made NON_SHARING after the grant was given. */
  readonly entryNonSharing: boolean;
  /** USCC of the agency or hall whose records the grant is about, and of those that it has succeeded. */
  readonly providers: readonly string[];
  readonly grantee: string;
  readonly state: GrantState;
  readonly useCauses: readonly string[];
  readonly modes: readonly ShareMode[];
  readonly validFrom: string;
  readonly validTo: string;
  /** Fields that are named. */
  readonly named: readonly Coordinate[];
  /** Named fields with a specific statutory basis, a guardian's or a third party's consent. */
  readonly withBasis: readonly Coordinate[];
  /** Fields that the catalogue entry offers as masks. */
  readonly offeredMasked: readonly Coordinate[];
  readonly rows: GrantRows;
  readonly consents: GrantConsents;
  /** A quota, frequency or distinct-subject guard is used up. */
  readonly exhausted: boolean;
  /** Return flow (回流): an upper level's data about a lower region. */
  readonly returnFlow: boolean;
}

/** Which rows a grant covers; null is "no restriction of this kind". */
export interface GrantRows {
  /** Region code prefixes without trailing zero pairs: `9901` covers `990106`. */
  readonly regions: readonly string[] | null;
  /** Item or licence type codes. */
  readonly items: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
  /** References of the grantee's own subjects. */
  readonly subjects: readonly string[] | null;
}

/** USCCs of those who agreed. */
export interface GrantConsents {
  readonly units: readonly string[];
  readonly halls: readonly string[];
  readonly sources: readonly string[];
}

/** A statutory demand or declared emergency, approved and in force, about one record. */
export interface Demand {
  readonly id: string;
  readonly recordId: string;
  /** RFC 3339. */
  readonly until: string;
}

/** The whole of what a subgraph is told about a request. */
export interface AccessContext {
  readonly requestId: string;
  readonly role: Role;
  /** Opaque name of the caller for the log: never an identity number. */
  readonly actorId: string;
  /** USCC of the agency or hall; null for persons, and for officers that belong to none. */
  readonly agency: string | null;
  /** Agencies that the caller's agency has succeeded. */
  readonly predecessors: readonly string[];
  readonly region: string | null;
  readonly posts: readonly Post[];
  /** Keyed digest of the verified identity number or USCC of a PERSON or ENTERPRISE. */
  readonly subjectRef: string | null;
  readonly onBehalfOf: string | null;
  readonly useCause: string | null;
  readonly mode: ShareMode;
  /** RFC 3339, when the gateway took the request in. */
  readonly at: string;
  /** The calendar day of `at` in Asia/Shanghai. */
  readonly today: string;
  readonly grant: GrantView | null;
  /**
   * The grant that was presented, if it was ever issued to this caller: named also where `grant` is null because nobody
   * could tell, or because it changed while the request ran. Decisions do not read it.
   */
  readonly grantId?: string | null;
  readonly demand: Demand | null;
  readonly epoch: number;
  readonly policyVersion: string;
}
