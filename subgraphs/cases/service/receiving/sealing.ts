/** The seal of a package: the one that it brings, compared with what came, or one that is made now. @clause 26号 art. 10 */
import { createHash } from 'node:crypto';
import { parseXml, type PackageUnderCheck, type XmlElement } from '../../../checks/index.ts';
import type { Refusal } from '../../../kernel/index.ts';
import type { ArchivedCase, ArchivedSeal, OpenPackage } from '../../../packages/index.ts';
import { refusal } from '../handling.ts';
import { seal, type Sealed } from '../package.ts';

export interface SealedCase {
  readonly sealed: Sealed & { readonly elements: Readonly<Record<string, string>>; readonly sealedAt: string };
  readonly faults: readonly Refusal[];
}

/**
 * What was sealed elsewhere stays as it is, byte for byte; that it is the seal of exactly these metadata and these files
 * is found here.
 */
export function sealCase(
  archived: ArchivedCase,
  { opened, pkg, at }: { readonly opened: OpenPackage; readonly pkg: PackageUnderCheck; readonly at: string },
): SealedCase {
  const elements = pkg.metadata;
  if (archived.seal === null) return { sealed: { ...seal(pkg), elements, sealedAt: at }, faults: [] };
  const { metadata, manifest, manifestSm3, sealedAt } = archived.seal;
  const sealed = { metadata: metadata ?? '', manifest: manifest ?? '', manifestSm3: manifestSm3 ?? '' };
  const agrees = sealedAt !== null && Number.isFinite(Date.parse(sealedAt)) && isSealOf(archived, opened);
  const fault = refusal('SEAL_BROKEN', 'What came is not what was sealed when it was archived.', '26号 art. 10');
  return { sealed: { ...sealed, elements, sealedAt: sealedAt ?? at }, faults: agrees ? [] : [fault] };
}

function isSealOf({ base, materials, seal: given }: ArchivedCase, { contents }: OpenPackage): boolean {
  if (given === null) return false;
  const { metadata, manifest, manifestSm3 } = toTexts(given);
  if (sm3Of(manifest) !== manifestSm3) return false;
  const told = readManifest(manifest);
  if (told === null || told.metadataSm3 !== sm3Of(metadata)) return false;
  const files = materials.map(({ path }) => (path === null ? null : (contents.get(path)?.inspection ?? null)));
  const isSame = materials.every(({ path }, index) => {
    const found = told.files.find((each) => each.path === path);
    const content = files[index] ?? null;
    return (
      found !== undefined &&
      content !== null &&
      found.bytes === content.bytes &&
      found.sm3 === content.sm3 &&
      found.sha256 === content.sha256
    );
  });
  if (!isSame || told.files.length !== materials.length) return false;
  const parsed = parseXml(metadata);
  if (!parsed.ok || parsed.root.name !== 'base_info') return false;
  const sealedFiles = filesIn(parsed.root);
  return (
    areSame(elementsIn(parsed.root, ['fileset']), base) &&
    sealedFiles.length === materials.length &&
    materials.every(({ fileCode, metadata: of }) =>
      sealedFiles.some((each) => each['file_code'] === fileCode && areSame(each, of)),
    )
  );
}

function toTexts({ metadata, manifest, manifestSm3 }: ArchivedSeal) {
  return { metadata: metadata ?? '', manifest: manifest ?? '', manifestSm3: manifestSm3 ?? '' };
}

interface Told {
  readonly metadataSm3: unknown;
  readonly files: readonly {
    readonly path?: unknown;
    readonly bytes?: unknown;
    readonly sm3?: unknown;
    readonly sha256?: unknown;
  }[];
}

function readManifest(text: string): Told | null {
  try {
    const told = JSON.parse(text) as Partial<Told> | null;
    const isList = Array.isArray(told?.files) && told.files.every((each) => typeof each === 'object' && each !== null);
    return isList ? { metadataSm3: told?.metadataSm3, files: told?.files ?? [] } : null;
  } catch {
    return null;
  }
}

function elementsIn(root: XmlElement, but: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    root.children.filter(({ name }) => !but.includes(name)).map(({ name, text }) => [name, text]),
  );
}

function filesIn(root: XmlElement): Record<string, string>[] {
  const named = (of: XmlElement, name: string): readonly XmlElement[] =>
    of.children.filter((each) => each.name === name);
  return named(root, 'fileset').flatMap((set) =>
    named(set, 'folder').flatMap((folder) => named(folder, 'file').map((file) => elementsIn(file))),
  );
}

/** The same elements with the same texts, as XML gives them back: it folds line ends, and cannot hold everything. */
function areSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && fold(one[name] ?? '') === fold(other[name] ?? ''))
  );
}

function fold(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD').replace(/\r\n?/g, '\n');
}

function sm3Of(text: string): string {
  return createHash('sm3').update(text, 'utf8').digest('hex');
}
