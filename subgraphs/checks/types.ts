/** What is checked, and what comes out. Neutral: online intake, offline packages and receipt at a hall build the same. */
import type { ArchiveFormat, CheckResult, CheckStage } from '../../schema/codes.ts';
import type { Instant } from '../../schema/ids.ts';
import type { CheckNumber } from './catalogue.ts';

/** Hexadecimal, lower case. */
export interface Digests {
  readonly sm3: string;
  readonly sha256: string;
}

/** Content to be read here and there: a stored file, or bytes at hand. */
export interface ByteSource {
  readonly bytes: number;
  /** Shorter than `length` only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** What content is, by its bytes. Those that are never archived are named too, so that a false extension is. */
export type FileFormat =
  | ArchiveFormat
  | 'EMPTY'
  | 'UNKNOWN'
  | 'GIF'
  | 'BMP'
  | 'WEBP'
  | 'JPEG2000'
  | 'HEIF'
  | 'MOV'
  | 'M4A'
  | 'ZIP'
  | 'DOCX'
  | 'XLSX'
  | 'PPTX'
  | 'ODF'
  | 'EPUB'
  | 'JAR'
  | 'OLE2'
  | 'RTF'
  | 'RAR'
  | '7Z'
  | 'GZIP'
  | 'BZIP2'
  | 'XZ'
  | 'TAR'
  | 'FLAC'
  | 'OGG'
  | 'AAC'
  | 'HTML'
  | 'SVG'
  | 'SCRIPT'
  | 'EXE'
  | 'ELF';

/** A text that a file carries about itself. Only the door looks at it; it is never logged or stored. */
export interface OwnText {
  /** Where it stood: `Info/Title`, `XMP`, `DocInfo`, an element's name. */
  readonly field: string;
  readonly value: string;
}

/** One file, looked at. Says nothing of what it should be. */
export interface FileInspection extends Digests {
  readonly bytes: number;
  readonly format: FileFormat;
  /** Of the format, as the file claims it: `1.7` of a PDF, `1.0` of an OFD. */
  readonly version: string | null;
  /** What XMP declares; that it is kept is for a validator to say. */
  readonly pdfa: { readonly part: number; readonly conformance: string | null } | null;
  /** DocType: `OFD`, `OFD-A`. */
  readonly ofdType: string | null;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'GB18030' | null;
  /** How it is encrypted; null: it is not, as far as could be seen (see `unsure`). */
  readonly encrypted: string | null;
  /** Signatures that are attached. */
  readonly signatures: number;
  /** An OFD that lists digests of its own entries, signed. */
  readonly integrityProtected: boolean;
  /** Files within the file. */
  readonly embedded: number;
  /** What keeps it from being opened, in words that repeat nothing of the content. */
  readonly damage: string | null;
  /** What could not be looked into: a person has to. */
  readonly unsure: string | null;
  readonly texts: readonly OwnText[];
}

export interface VirusScan {
  /** Engine and version. */
  readonly engine: string;
  readonly infected: boolean;
}

/** A file as the package describes it, with what came for it. */
export interface PackageFile {
  /** Names the file in the report; never a title. */
  readonly code: string;
  readonly sequence: number;
  /** Where its content is said to be; unique within the package. */
  readonly path: string;
  /** Which folder of the file set it belongs to. */
  readonly folderId: string;
  /** Which material of the item's scope list it is; null: none. */
  readonly scopeCode: string | null;
  /** True for an attachment of another file. */
  readonly auxiliary: boolean;
  /** Codes of the files that are its attachments. */
  readonly attachments: readonly string[];
  /** Per-file elements of the scheme, as they were written. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly declaredDigests: Partial<Digests>;
  /** Null: no content came. */
  readonly content: FileInspection | null;
  /** Null: not scanned. */
  readonly scan: VirusScan | null;
}

export interface PackageStep {
  readonly sequence: number;
  /** `CASE_STEP`. */
  readonly step: string;
  readonly actor: string | null;
  /** As it was written, RFC 3339 expected. */
  readonly at: string | null;
}

/** A metadata document of a package, as text. */
export interface PackageDocument {
  readonly path: string;
  readonly text: string;
}

/** A package that exists as files, beside what it describes. Paths have no leading slash. */
export interface PhysicalPackage {
  /** `PACKAGE`: one case, standards.md §1.3. `OFFLINE`: a transfer, §2.2. */
  readonly form: 'PACKAGE' | 'OFFLINE';
  /** Every entry, folders ending in `/`. */
  readonly entries: readonly string[];
  readonly documents: readonly PackageDocument[];
  readonly digests: Digests;
  readonly declaredDigests: Partial<Digests>;
}

export interface PackageUnderCheck {
  /** Elements of `base_info`, standards.md §1.3, as they were written. An element that did not come has no key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** 档号; null before it is assigned. */
  readonly referenceCode: string | null;
  readonly steps: readonly PackageStep[];
  readonly folders: readonly { readonly id: string; readonly fileCount: number }[];
  readonly files: readonly PackageFile[];
  /** Paths of all content that came, listed or not. */
  readonly receivedPaths: readonly string[];
  /** Bytes of all content that came, listed or not. */
  readonly receivedBytes: number;
  /** What the sender's inventory says; null: it says nothing. */
  readonly declared: { readonly itemCount: number | null; readonly totalBytes: number | null };
  /** Null: came online, piece by piece. */
  readonly physical: PhysicalPackage | null;
}

/** An act of the handover, from its log. */
export interface HandoverAct {
  readonly act: string;
  readonly actor: string;
  readonly at: Instant;
}

/** Facts from outside the package. */
export interface CheckFacts {
  readonly now: Instant;
  /** Who runs the checks. */
  readonly operator: string;
  /** Whether another record already bears the number. */
  readonly taken: { readonly recordCode: boolean; readonly caseNumber: boolean; readonly referenceCode: boolean };
  /** The item's scope list: what is mandatory. */
  readonly scope: { readonly materials: readonly string[]; readonly steps: readonly string[] };
  /** From the profile: names of elements that must be there and filled. */
  readonly requiredMetadata: readonly string[];
  readonly allowedFormats: readonly FileFormat[];
  /** Metadata read back from where it is kept; null: not loaded yet. */
  readonly readBack: Readonly<Record<string, string>> | null;
  /** Null: the log is not at hand. */
  readonly handover: readonly HandoverAct[] | null;
  /** Engine and version of the virus scanner; null: there is none. */
  readonly virusEngine: string | null;
}

export interface Finding {
  /** `package`, the code of a file, or the name of an element. */
  readonly object: string;
  readonly result: CheckResult;
  /** What is wrong or why it cannot be told; no value of the record. Null when passed. */
  readonly reason: string | null;
}

export interface CheckRow extends Finding {
  /** `GD-1-1`. */
  readonly code: string;
  readonly number: CheckNumber;
  readonly at: Instant;
  readonly tool: string;
  readonly operator: string;
}

/** At least one row for each check of the stage; several where several objects fail. */
export interface CheckReport {
  readonly stage: CheckStage;
  readonly at: Instant;
  readonly rows: readonly CheckRow[];
}
