/** What can be wrong with a package, each with its sentence. An entry is named in a form that is safe to show. */
import { DomainError } from '../../schema/errors.ts';
import type { PackageFault } from './types.ts';

/** `{0}`, `{1}` are filled in by whoever finds the fault: numbers, and names that are safe to show. */
export const FAULTS = {
  NO_ZIP: 'the file is no zip',
  TRUNCATED: 'the zip is cut off: its directory is not at its end',
  TRAILING_DATA: 'something follows the end of the zip',
  PREPENDED_DATA: 'something stands before the first entry of the zip',
  ZIP_COMMENT: 'the zip has a comment',
  SEVERAL_DISKS: 'the zip is part of several',
  DIRECTORY_DAMAGED: 'the directory of the zip is damaged: {0}',
  CONTRADICTION: 'the directory contradicts itself: {0}',
  TOO_LARGE: 'the zip has more than {0} bytes',
  TOO_MANY_ENTRIES: 'the zip has more than {0} entries',
  UNPACKS_TOO_LARGE: 'the zip unpacks to more than {0} bytes',
  RATIO: 'it unpacks to more than {0} times its size',
  ENTRY_TOO_LARGE: 'it has more than {0} bytes',
  SIZE_LIE: 'it does not have the size that the directory tells',
  BAD_CRC: 'its check sum is wrong',
  BAD_DATA: 'its packed data are damaged',
  HIDDEN_DATA: 'there are bytes behind its packed data',
  OVERLAP: 'it overlaps {0}',
  HEADER_DIFFERS: 'its own header differs from the directory: {0}',
  ENCRYPTED: 'it is encrypted',
  METHOD: 'it is packed by a method that is not open: {0}',
  SPECIAL_FILE: 'it is a link, a device or a pipe',
  FOLDER_WITH_CONTENT: 'it is a folder with content',
  NAME_EMPTY: 'its name is empty',
  NAME_ENCODING: 'its name is neither UTF-8 with the flag for it, nor ASCII, nor GB 18030 that is no UTF-8',
  NAME_TWICE: 'it has two names that differ',
  NAME_CHARACTER: 'its name holds a character that names of files must not have',
  NAME_TOO_LONG: 'its name is longer than {0} bytes',
  NAME_RESERVED: 'a part of its name is empty, reserved, or ends in a dot or a space',
  ABSOLUTE_PATH: 'its name is an absolute path',
  DRIVE_LETTER: 'its name begins with a drive letter',
  BACKSLASH: 'its name holds a backslash',
  TRAVERSAL: 'its name leads out of the package',
  TOO_DEEP: 'it lies deeper than {0} folders',
  DUPLICATE: 'another entry has the same name',
  DUPLICATE_FOLDED: 'another entry has the same name but for case, width or form of its characters: {0}',
  FILE_AND_FOLDER: 'it is a file, and a folder for other entries',
  NESTED_ARCHIVE: 'it is an archive within the archive: {0}',
  ASTRAY: 'it is where nothing should be',
  MISSING: 'it is missing',
  NOT_LISTED: 'no metadata list it',
  DOCUMENT_ENCODING: 'it is not UTF-8, or says that it is not',
  DOCUMENT_XML: '{0}',
  DOCUMENT_FORM: '{0}',
  DOCUMENT_TOO_LARGE: 'it has more than {0} bytes',
  MANIFEST_ENTRY_MISSING: 'the manifest lists it, and it is missing',
  MANIFEST_ENTRY_EXTRA: 'the manifest does not list it',
  MANIFEST_ENTRY_TWICE: 'the manifest lists it twice',
  MANIFEST_SIZE: 'it does not have the size that the manifest tells',
  MANIFEST_DIGEST: 'it does not have the digest that the manifest tells: {0}',
  PACKAGE_DIGEST: 'the zip does not have the digest that was sent with it: {0}',
  DIGEST_FILE: 'the file of digests beside the zip cannot be read',
  BAG_FORM: 'as a bag it is not in order: {0}',
  BAG_DIGEST: 'it does not have the digest that the bag tells',
  BAG_ENTRY_MISSING: 'the bag lists it, and it is missing',
  BAG_ENTRY_EXTRA: 'the bag does not list it',
  RECORD_CODE: 'the record code is none that can name a package',
  NAME_OF_PACKAGE: 'the package is named after another record than the one in it',
} as const satisfies Readonly<Record<string, string>>;

export type FaultCode = keyof typeof FAULTS;

/** @param entry its name as it was found; null: the package as a whole */
export function fault(
  code: FaultCode,
  entry: string | null = null,
  ...values: readonly (string | number)[]
): PackageFault {
  const sentence = FAULTS[code].replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
  if (entry === null) return { code, entry: null, message: sentence };
  const shown = safeName(entry);
  return { code, entry: shown, message: `${shown}: ${sentence}` };
}

const MAX_SHOWN = 160;
/** What would not be seen, would turn the line round, or could not be told from something else. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFFFD]|(?! )\p{Zs}/u;

/** In quotes, with every character that is not plainly visible written as its code, and cut where it is very long. */
export function safeName(name: string): string {
  const characters = Array.from(name.slice(0, MAX_SHOWN * 2));
  const shown = characters.slice(0, MAX_SHOWN).map((each) => {
    if (each === '"' || each === '\\') return `\\${each}`;
    return UNSEEN.test(each) ? `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}` : each;
  });
  return `"${shown.join('')}${characters.length > MAX_SHOWN ? '…' : ''}"`;
}

/** Carries faults out of a depth of calls, up to where they are answered as a result. */
export class PackageRefused extends Error {
  override readonly name = 'PackageRefused';
  readonly faults: readonly PackageFault[];

  constructor(...faults: readonly PackageFault[]) {
    super(faults.map(({ message }) => message).join('; '));
    this.faults = faults;
  }
}

/** What cannot be written as a package; the sender's own mistake. */
export function unwritable(faults: readonly PackageFault[]): DomainError {
  return new DomainError(
    'INVALID_INPUT',
    `This cannot be written as a package: ${faults.map(({ message }) => message).join('; ')}.`,
    {
      details: { faults: faults.map(({ code, entry }) => ({ code, entry })) },
    },
  );
}
