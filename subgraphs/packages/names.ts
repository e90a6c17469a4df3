/** Which names an entry may have. Pure. Nothing that an operating system, or another reader, takes for another place. */
import { fault, safeName } from './faults.ts';
import type { PackageFault } from './types.ts';

const MAX_PART_BYTES = 255;
const MAX_NAME_BYTES = 1_024;
const MAX_DEPTH = 8;
/** Control, format, private and unassigned characters, halves of pairs, what a failed conversion leaves, and what file systems refuse. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFFFD<>:"|?*]/u;
/** Names of devices on Windows, with or without an extension. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|CLOCK\$|(?:COM|LPT)[0-9¹²³])(?:\.|$)/i;

/** Every fault of one name. */
export function checkName(name: string): PackageFault[] {
  if (name === '') return [fault('NAME_EMPTY', name)];
  const parts = name.replace(/\/$/, '').split('/');
  const isDrive = /^[A-Za-z]:/.test(name);
  const isAbsolute = name.startsWith('/');
  const named = isAbsolute ? parts.slice(1) : parts;
  return [
    ...(isAbsolute ? [fault('ABSOLUTE_PATH', name)] : []),
    ...(isDrive ? [fault('DRIVE_LETTER', name)] : []),
    ...(name.includes('\\') ? [fault('BACKSLASH', name)] : []),
    ...(name.split(/[/\\]/).includes('..') ? [fault('TRAVERSAL', name)] : []),
    ...(FORBIDDEN.test(isDrive ? name.slice(2) : name) ? [fault('NAME_CHARACTER', name)] : []),
    ...(named.some(isReserved) ? [fault('NAME_RESERVED', name)] : []),
    ...checkLength(name, parts),
  ];
}

function isReserved(part: string): boolean {
  return part !== '..' && (part === '' || /[. ]$|^ /.test(part) || DEVICE.test(part));
}

function checkLength(name: string, parts: readonly string[]): PackageFault[] {
  const bytes = Buffer.byteLength(name);
  const isLong = parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES);
  return [
    ...(bytes > MAX_NAME_BYTES ? [fault('NAME_TOO_LONG', name, MAX_NAME_BYTES)] : []),
    ...(bytes <= MAX_NAME_BYTES && isLong ? [fault('NAME_TOO_LONG', name, MAX_PART_BYTES)] : []),
    ...(parts.length - 1 > MAX_DEPTH ? [fault('TOO_DEEP', name, MAX_DEPTH)] : []),
  ];
}

/** Two names with one key are one file somewhere: on a disk that folds case, width or composition. */
function foldName(name: string): string {
  return name.replace(/\/$/, '').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Names that are there twice, exactly or in the eyes of some disk, and files that are folders of others. */
export function checkNamesTogether(names: readonly string[]): PackageFault[] {
  const seen = new Map<string, string>();
  const twice = names.flatMap((name) => {
    const key = foldName(name);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, name);
      return [];
    }
    if (before === name) return [fault('DUPLICATE', name)];
    return [fault('DUPLICATE_FOLDED', name, safeName(before))];
  });
  const files = new Map(names.filter((name) => !name.endsWith('/')).map((name) => [foldName(name), name]));
  const parents = new Set(names.flatMap(parentsOf).map(foldName));
  const both = [...parents].flatMap((parent) => {
    const file = files.get(parent);
    return file === undefined ? [] : [fault('FILE_AND_FOLDER', file)];
  });
  return [...twice, ...both];
}

function parentsOf(name: string): string[] {
  const parts = name.replace(/\/$/, '').split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
