/** Checks over what really came: 1-1, 1-10, 1-11, 2-1, 2-2, 2-7, 2-8, 2-11, 3-2 to 3-8, 4-1 to 4-7. Pure. */
import { fail, isBlank, manual, notApplicable, type Subject } from './metadata-checks.ts';
import type { Digests, FileFormat, FileInspection, Finding, PackageFile } from './types.ts';

interface Received extends PackageFile {
  readonly content: FileInspection;
}

/** Files whose content came, empty or not; what did not come is told by 2-7 alone. */
function received({ pkg }: Subject): Received[] {
  return pkg.files.filter((file): file is Received => file.content !== null);
}

/** Null when nothing was declared. */
export function agree(declared: Partial<Digests>, found: Digests): boolean | null {
  const { sm3, sha256 } = declared;
  if (sm3 === undefined && sha256 === undefined) return null;
  return (
    (sm3 === undefined || sm3.toLowerCase() === found.sm3) &&
    (sha256 === undefined || sha256.toLowerCase() === found.sha256)
  );
}

/** Ends the object of a finding about a signature: it waits for a key service, not for a decision. */
export const SIGNATURE = '/signature';

/** 1-1. A signature that is still attached needs a key service, which is not here. @clause 26号 art. 10 */
export function checkFixity(subject: Subject): Finding[] {
  return received(subject).flatMap(({ code, declaredDigests, content }) => {
    const agrees = agree(declaredDigests, content);
    const digest =
      agrees === null
        ? [manual(code, 'no digest was declared to compare with')]
        : agrees
          ? []
          : [fail(code, 'the digest is not the one that was declared')];
    const signature =
      content.signatures === 0 && !content.integrityProtected
        ? []
        : [manual(`${code}${SIGNATURE}`, `signed: ${content.signatures} signature(s) attached, not verified here`)];
    return [...digest, ...signature];
  });
}

const ALSO_WRITTEN: Readonly<Record<string, FileFormat>> = { JPG: 'JPEG', JPE: 'JPEG', TIF: 'TIFF', TEXT: 'TXT' };

function toFormat(written: string): string {
  const name = written.trim().replace(/^\./, '').toUpperCase();
  const known = Object.hasOwn(ALSO_WRITTEN, name) ? ALSO_WRITTEN[name] : undefined;
  return known ?? name.replace(/^PDF\/A.*$/, 'PDF').replace(/^OFD[/-]A$/, 'OFD');
}

/** 1-10. A false extension is named as what the content is. */
export function checkAttributes(subject: Subject): Finding[] {
  return received(subject).flatMap(({ code, path, metadata, content }) => {
    const { format, bytes } = content;
    const name = metadata['computer_file_name'];
    const extensions = [path, name].map((each) => /\.([^./]+)$/.exec(each ?? '')?.[1]);
    const isOther = (written: string | undefined): boolean =>
      written !== undefined && !isBlank(written) && toFormat(written) !== format;
    const size = metadata['computer_file_size'];
    return [
      ...(format !== 'EMPTY' && extensions.some(isOther)
        ? [fail(`${code}/extension`, `the name promises something else: by its content it is ${format}`)]
        : []),
      ...(format !== 'EMPTY' && isOther(metadata['format_information'])
        ? [fail(`${code}/format_information`, `by its content it is ${format}`)]
        : []),
      ...(size !== undefined && /^\d{1,15}$/.test(size) && Number(size) !== bytes
        ? [fail(`${code}/computer_file_size`, `the file has ${bytes} bytes`)]
        : []),
    ];
  });
}

function isSafePath(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').some((part) => part === '' || /^\.{1,2}$/.test(part));
}

/** 1-11 */
export function checkLinks({ pkg }: Subject): Finding[] {
  return pkg.files.flatMap(({ code, path }) => {
    if (!isSafePath(path)) return [fail(`${code}/path`, 'is no path within the package')];
    if (pkg.files.filter((each) => each.path === path).length > 1)
      return [fail(`${code}/path`, 'another entry names the same file')];
    if (pkg.receivedPaths.filter((each) => each === path).length > 1)
      return [fail(`${code}/path`, 'leads to more than one file')];
    return [];
  });
}

/** 2-1 */
export function checkItemCount({ pkg }: Subject): Finding[] {
  const written = pkg.metadata['total_number'];
  const total = written !== undefined && /^\d{1,9}$/.test(written) ? Number(written) : null;
  if (total === null && pkg.declared.itemCount === null) return [notApplicable('no number of items was declared')];
  const differs = (object: string, count: number | null): Finding[] =>
    count === null || count === pkg.files.length
      ? []
      : [fail(object, `${count} declared, ${pkg.files.length} in the catalogue`)];
  return [...differs('total_number', total), ...differs('inventory', pkg.declared.itemCount)];
}

/** 2-2. While files are missing the sums differ for that reason, which 2-7 tells. */
export function checkTotalBytes({ pkg }: Subject): Finding[] {
  const { totalBytes } = pkg.declared;
  if (totalBytes === null) return [notApplicable('no number of bytes was declared')];
  if (pkg.files.some(({ content }) => content === null)) return [notApplicable('files are missing: see 2-7')];
  if (totalBytes === pkg.receivedBytes) return [];
  return [fail('package', `${totalBytes} bytes declared, ${pkg.receivedBytes} received`)];
}

/** 2-7 */
export function checkContentThere({ pkg }: Subject): Finding[] {
  return pkg.files.flatMap(({ code, content }) => {
    if (content === null) return [fail(code, 'no content came')];
    return content.bytes === 0 ? [fail(code, 'the content is empty')] : [];
  });
}

/** 2-8 */
export function checkAttachments({ pkg }: Subject): Finding[] {
  const byCode = new Map(pkg.files.map((file) => [file.code, file]));
  const named = new Set(pkg.files.flatMap(({ attachments }) => attachments));
  const missing = [...named]
    .filter((code) => byCode.get(code)?.auxiliary !== true)
    .map((code) => fail(code, 'listed as an attachment, but not among the attachments'));
  const unnamed = pkg.files
    .filter(({ auxiliary, code }) => auxiliary && !named.has(code))
    .map(({ code }) => fail(code, 'an attachment that no file lists'));
  const within = pkg.files.flatMap(({ code, content }): Finding[] =>
    content === null || content.embedded === 0
      ? []
      : [{ object: code, result: 'WARNING', reason: `${content.embedded} file(s) within the file, on no list` }],
  );
  return [...missing, ...unnamed, ...within];
}

/** 2-11 */
export function checkFolders({ pkg }: Subject): Finding[] {
  const counts = pkg.folders.flatMap(({ id, fileCount }) => {
    const found = pkg.files.filter(({ folderId }) => folderId === id).length;
    return found === fileCount ? [] : [fail(`folder ${id}`, `${fileCount} described, ${found} in the catalogue`)];
  });
  const homeless = pkg.files
    .filter(({ folderId }) => !pkg.folders.some(({ id }) => id === folderId))
    .map(({ code }) => fail(code, 'belongs to a folder that is not described'));
  return [...counts, ...homeless];
}

/** 3-2 */
export function checkReadBack({ pkg, facts }: Subject): Finding[] {
  const { readBack } = facts;
  if (readBack === null) return [manual('package', 'not read back from the store yet')];
  const names = new Set([...Object.keys(pkg.metadata), ...Object.keys(readBack)]);
  return [...names]
    .filter((name) => pkg.metadata[name] !== readBack[name])
    .map((name) => fail(name, 'the store gives back something else'));
}

/** 3-3. @clause 26号 art. 9 */
export function checkFormats(subject: Subject): Finding[] {
  return received(subject)
    .filter(({ content }) => content.format !== 'EMPTY' && !subject.facts.allowedFormats.includes(content.format))
    .map(({ code, content }) => fail(code, `by its content it is ${content.format}, which is not on the list`));
}

/** 3-4. Damage is seen; that a reader shows it right is for a person to see. */
export function checkOpens(subject: Subject): Finding[] {
  const damaged = received(subject).flatMap(({ code, content }) =>
    content.damage === null ? [] : [fail(code, content.damage)],
  );
  return damaged.length > 0 ? damaged : [manual('package', 'nothing here renders files: open them')];
}

/** 3-8. @clause 26号 art. 9; 令22 art. 17 */
export function checkClosed(subject: Subject): Finding[] {
  return received(subject).flatMap(({ code, content }) => {
    if (content.encrypted !== null) return [fail(code, `encrypted: ${content.encrypted}`)];
    return content.unsure === null ? [] : [manual(code, content.unsure)];
  });
}

/** 4-1 */
export function checkScanner({ facts }: Subject): Finding[] {
  return facts.virusEngine === null ? [manual('package', 'no virus scanner is connected')] : [];
}

/** 4-2 */
export function checkViruses(subject: Subject): Finding[] {
  if (subject.facts.virusEngine === null) return [manual('package', 'no virus scanner is connected')];
  return received(subject).flatMap(({ code, scan }) => {
    if (scan === null) return [manual(code, 'was not scanned')];
    return scan.infected ? [fail(code, 'the scanner found a virus')] : [];
  });
}

/** 4-3. A name may hold a person's: what is too much is told by its place in the order received. */
export function checkNothingExtra({ pkg }: Subject): Finding[] {
  const listed = new Set([
    ...pkg.files.map(({ path }) => path),
    ...(pkg.physical?.documents ?? []).map((each) => each.path),
  ]);
  return pkg.receivedPaths.flatMap((path, index) =>
    listed.has(path) ? [] : [fail(`received file ${index + 1}`, 'is on no list')],
  );
}

/** 4-7 */
export function checkHandover({ facts }: Subject): Finding[] {
  const { handover } = facts;
  if (handover === null) return [manual('package', 'the log of the handover is not at hand')];
  if (handover.length === 0) return [fail('package', 'the log of the handover is empty')];
  return handover.flatMap(({ actor, act, at }, index) => {
    if (isBlank(actor) || isBlank(act)) return [fail(`entry ${index + 1}`, 'act or actor is missing')];
    const before = handover[index - 1];
    return before !== undefined && before.at > at ? [fail(`entry ${index + 1}`, 'is before the entry above it')] : [];
  });
}

/** 3-7, 4-4 to 4-6 */
export function reviewMedium({ pkg }: Subject): Finding[] {
  if (pkg.physical?.form !== 'OFFLINE') return [notApplicable('came online: there is no medium')];
  return [manual('package', 'the medium is for a person to look at')];
}

/** 1-9, 3-5, 3-6 */
export function reviewByPerson(): Finding[] {
  return [manual('package', 'for a person to judge')];
}
