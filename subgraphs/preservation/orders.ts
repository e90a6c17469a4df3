/** What `holdings` orders and the keeper's own subgraph does; and what that one tells. Plain data: it goes by events. */
import type { Finding } from './inspect.ts';

/** Where a set is: on a medium by its name in the settings, or (null) the online store itself. */
export interface SetPlace {
  readonly setId: string;
  readonly medium: string | null;
}

interface OrderOf<K extends string> {
  readonly jobId: string;
  readonly kind: K;
  /** USCC. */
  readonly keeper: string;
  /** Whose subgraph has the content: `cases` for agencies, `holdings` for halls. */
  readonly keeperKind: 'AGENCY' | 'HALL';
}

export interface InspectOrder extends OrderOf<'INSPECT'> {
  readonly place: SetPlace;
  readonly permille: number;
}

export interface CopyOrder extends OrderOf<'COPY'> {
  readonly from: SetPlace;
  readonly to: SetPlace;
}

export interface RepairOrder extends OrderOf<'REPAIR'> {
  readonly place: SetPlace;
  readonly finding: Finding;
  /** Where a good copy may be, the best first. */
  readonly sources: readonly SetPlace[];
}

export interface ConvertOrder extends OrderOf<'CONVERT'> {
  readonly converter: string;
  readonly orderedBy: string;
  /** The registered set in use: what is broken is found in it. */
  readonly setId: string | null;
}

export type Order = InspectOrder | CopyOrder | RepairOrder | ConvertOrder;

export const ORDERED = 'PRESERVATION_ORDERED';
export const TOLD = 'PRESERVATION_TOLD';

/** What came of a conversion of one file. */
export interface ConversionTold {
  readonly fileId: string;
  readonly caseId: string;
  readonly outcome: 'CONVERTED' | 'NOT_NEEDED' | 'FAILED';
  readonly derivedId: string | null;
  readonly version: string;
  readonly fromFormat: string;
  readonly toFormat: string;
  readonly before: { readonly sm3: string; readonly sha256: string };
  readonly after: { readonly sm3: string; readonly sha256: string } | null;
  /** Of the four-property check at the stage of long-term preservation: code, result and reason of what did not pass. */
  readonly checks: readonly { readonly code: string; readonly result: string; readonly reason: string | null }[];
  /** Why it failed, as a code. */
  readonly reason: string | null;
}

/** One a slice, in the transaction that stores how far the work has come. */
export interface Told {
  readonly jobId: string;
  readonly kind: Order['kind'];
  readonly state: 'RUNNING' | 'WAITING' | 'DONE' | 'FAILED';
  /** Why it waits or has failed, as a code. */
  readonly reason: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly busyMs: number;
  readonly findings: readonly (Finding & { readonly setId: string })[];
  readonly conversions: readonly ConversionTold[];
  /** The set that a repair was made from. */
  readonly repairedFrom: string | null;
}
