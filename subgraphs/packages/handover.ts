/**
 * A record on its way to a hall as a package (移交信息包). What `base_info`, steps and file set say is a second copy of the
 * sealed description, which goes along as it is: to the last character what would be handed over online. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { FOLDER_IDS } from './layout.ts';
import type { CasePackage, Elements, FolderId } from './types.ts';

/** What the description of a record tells as far as a package repeats it. */
export interface SealedDescription {
  readonly elements: Elements;
  readonly steps: readonly {
    readonly sequence: number;
    readonly step: string;
    readonly actor: string | null;
    readonly at: string | null;
  }[];
  readonly files: readonly {
    readonly code: string;
    readonly sequence: number;
    readonly path: string;
    readonly folderId: string;
    readonly scopeCode: string | null;
    readonly metadata: Elements;
  }[];
}

/** Kind of the row that holds the description. [D] */
const KIND = 'sealed_description';
const ELEMENT = 'json';

/** @param text the description as JSON, exactly as it was told */
export function toHandover(recordCode: string, description: SealedDescription, text: string): CasePackage {
  const { elements, steps, files } = description;
  return {
    recordCode,
    referenceCode: null,
    base: { ...elements, electronic_record_code: recordCode },
    steps: steps.map(({ sequence, step, actor, at }) => ({ sequence, step, actor, at, more: {} })),
    files: files.map(({ code, sequence, path, folderId, scopeCode, metadata }) => ({
      code,
      sequence,
      path,
      folderId: toFolderId(folderId),
      scopeCode,
      auxiliary: false,
      attachments: [],
      metadata: { ...metadata, file_code: code },
    })),
    licences: [],
    others: [{ kind: KIND, metadata: { [ELEMENT]: text } }],
  };
}

/** One that is none of the three is refused by whoever writes: its path is not in that folder. */
function toFolderId(id: string): FolderId {
  return FOLDER_IDS.find((each) => each === id) ?? 'A';
}

/** The description that a package holds; null: it is not the package of a record on its way to a hall. */
export function descriptionIn({ others }: CasePackage): string | null {
  const [row, second] = others;
  if (row === undefined || second !== undefined || row.kind !== KIND) return null;
  return row.metadata[ELEMENT] ?? null;
}

/** Whether the documents of a package say of the record what its description does. */
export function saysTheSame(pkg: CasePackage, description: SealedDescription, text: string): boolean {
  return isDeepStrictEqual(inOrder(pkg), inOrder(toHandover(pkg.recordCode, description, text)));
}

/** The documents hold files folder by folder. */
function inOrder(pkg: CasePackage): CasePackage {
  return { ...pkg, files: pkg.files.toSorted((one, other) => (one.code < other.code ? -1 : 1)) };
}
