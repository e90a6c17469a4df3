/** One case package (归档信息包) as a model, and what is wrong with one. Layout: standards.md §1.3. */
import type { Readable } from 'node:stream';
import type { ByteSource, Digests, FileInspection } from '../checks/index.ts';
import type { FaultCode } from './faults.ts';

/** Elements by name, as they are written; one that is not there has no key. Their order is kept. */
export type Elements = Readonly<Record<string, string>>;

/** 申报文件, 过程文件, 结果文件. */
export type FolderId = 'A' | 'B' | 'C';

export interface PackagedStep {
  readonly sequence: number;
  /** `CASE_STEP`, its word or its code. */
  readonly step: string;
  readonly actor: string | null;
  /** As it is written; RFC 3339 expected. */
  readonly at: string | null;
  /** Whatever else the sender says of the step. */
  readonly more: Elements;
}

export interface PackagedFile {
  /** Unique within the package. */
  readonly code: string;
  readonly sequence: number;
  readonly folderId: FolderId;
  /** Where its content lies in the package: one of the three folders, then a name. */
  readonly path: string;
  /** Which material of the item's scope list it is; null: none. */
  readonly scopeCode: string | null;
  readonly auxiliary: boolean;
  /** Codes of the files that are its attachments. */
  readonly attachments: readonly string[];
  /**
   * Per-file elements, `file_code` and the sharing attributes among them: `file_share`, `file_share_conditions`,
   * `filenosharebecause`.
   *
   * @clause 809 art. 15
   */
  readonly metadata: Elements;
}

/** An e-licence as it was when it was called in, with its own metadata. @clause 26号 art. 8 */
export interface PackagedLicence {
  readonly sequence: number;
  /** The file of the package that is its content; null: the content is not in the package. */
  readonly fileCode: string | null;
  /** Identifier, version, type, issuer, holder, status at use, time and cause of the call, digests, … */
  readonly metadata: Elements;
}

/** Whatever else belongs to the case: parts of a joint case, steps of archiving, notes. `kind` is a name of XML. */
export interface PackagedRow {
  readonly kind: string;
  readonly metadata: Elements;
}

/** One case, or one agency's part of it. What is written is what is read: nothing is trimmed, folded or normalised. */
export interface CasePackage {
  /** 电子文件号: names the package. The same as `electronic_record_code` in `base`. */
  readonly recordCode: string;
  /** 档号; null: not assigned yet. */
  readonly referenceCode: string | null;
  /** Elements of `base_info`, and the sender's own beside them. */
  readonly base: Elements;
  readonly steps: readonly PackagedStep[];
  readonly files: readonly PackagedFile[];
  readonly licences: readonly PackagedLicence[];
  readonly others: readonly PackagedRow[];
}

/** Where the writer takes content from. Called once for each file, one after another; whatever it opens is read to its end or destroyed. */
export type OpenContent = (file: PackagedFile) => Promise<Readable | Uint8Array>;

/** `PACKAGE`: the layout of the standard. `BAG`: the same as payload of a bag, RFC 8493. */
export type PackageForm = 'PACKAGE' | 'BAG';

export interface ManifestEntry extends Digests {
  readonly path: string;
  readonly bytes: number;
}

export interface WrittenPackage extends Digests {
  readonly recordCode: string;
  /** Of the whole zip. */
  readonly bytes: number;
  /** What the manifest holds: every entry but the manifest itself. */
  readonly entries: readonly ManifestEntry[];
  readonly manifestSm3: string;
}

/** One reason for refusal. `message` is a whole sentence that names the entry. */
export interface PackageFault {
  readonly code: FaultCode;
  /** The entry as it can safely be shown; null: the package as a whole. */
  readonly entry: string | null;
  readonly message: string;
}

/** Content of one listed file, staged. */
export interface StagedContent {
  readonly inspection: FileInspection;
  /** False: the texts that the file holds are more than is kept; `use` and `inspectFile` tell them. */
  readonly hasTexts: boolean;
  /** For whoever reads here and there: another look, a scan. The source is closed when `read` is done. */
  use<T>(read: (source: ByteSource) => Promise<T>): Promise<T>;
  /** The bytes; may be called more than once. Whoever opens it reads it to its end or destroys it. */
  open(): Readable;
}

/** A package that is whole and is what its manifest says. Close it: that removes the staged content. */
export interface OpenPackage {
  readonly package: CasePackage;
  readonly form: PackageForm;
  /** By path of the file in the package. */
  readonly contents: ReadonlyMap<string, StagedContent>;
  /** Entries by their names, folders ending in `/`; in a bag those of the payload. */
  readonly entries: readonly string[];
  /** Metadata documents as text, by path. */
  readonly documents: ReadonlyMap<string, string>;
  /** Of the zip. */
  readonly bytes: number;
  readonly digests: Digests;
  /** What was said of the zip from beside it; empty: nothing was. */
  readonly declaredDigests: Partial<Digests>;
  /** What the manifest says of all content files together; null: nothing. */
  readonly declared: { readonly files: number | null; readonly bytes: number | null };
  readonly manifestSm3: string;
  close(): Promise<void>;
}

export type ReadResult =
  | { readonly ok: true; readonly package: OpenPackage }
  | { readonly ok: false; readonly faults: readonly PackageFault[] };
