/** Every text of a package that the door looks at: what it says, how its entries are named, what its files say of themselves. */
import type { MetadataText } from '../../../../schema/secrecy.ts';
import { inspectFile } from '../../../checks/index.ts';
import { isKnownKind, type OpenPackage, type PackageFault } from '../../../packages/index.ts';

/** Fields whose very purpose is a secrecy level. */
const LEVELS: readonly string[] = ['security_classification'];

export function textsIn({ package: pkg, contents, entries, documents }: OpenPackage): MetadataText[] {
  const { recordCode, base, steps, files, licences, others } = pkg;
  return [
    { field: 'name', value: recordCode },
    ...toTexts(base),
    ...steps.flatMap(({ step, actor, more }) => [
      { field: 'step', value: step },
      { field: 'actor', value: actor ?? '' },
      ...toTexts(more),
    ]),
    ...files.flatMap(({ metadata, scopeCode, attachments }) => [
      ...toTexts(metadata),
      { field: 'code', value: scopeCode ?? '' },
      ...attachments.map((value) => ({ field: 'code', value })),
    ]),
    ...licences.flatMap(({ metadata }) => toTexts(metadata)),
    // Names of elements that are ours say nothing.
    ...others.flatMap(({ kind, metadata }) =>
      isKnownKind(kind) ? Object.values(metadata).map((value) => ({ field: '', value })) : toTexts(metadata),
    ),
    ...[...contents.values()].flatMap(({ inspection, hasTexts }) => (hasTexts ? inspection.texts : [])),
    ...entries.flatMap(toNames),
    ...[...documents.values()].flatMap(commentsIn).map((value) => ({ field: 'comment', value })),
  ];
}

/** Of files that hold more than is kept, one file after another. */
export async function* textsLeftIn({ contents }: OpenPackage): AsyncIterable<readonly MetadataText[]> {
  for (const { hasTexts, use } of contents.values()) if (!hasTexts) yield (await use(inspectFile)).texts;
}

/** What a refusal would repeat: names of entries. */
export function faultTexts(faults: readonly PackageFault[]): MetadataText[] {
  return faults.flatMap(({ entry }) => (entry === null ? [] : toNames(entry)));
}

function toTexts(elements: Readonly<Record<string, string>>): MetadataText[] {
  return Object.entries(elements).map(([name, value]) => ({ field: LEVELS.includes(name) ? '密级' : name, value }));
}

function toNames(entry: string): MetadataText[] {
  return entry
    .replace(/^"|"$/g, '')
    .split('/')
    .map((value) => ({ field: 'name', value: value.replace(/\.[0-9A-Za-z]{1,8}$/, '') }));
}

/** A reader of XML does not hand them on. */
function commentsIn(text: string): string[] {
  return text.match(/<!--[\s\S]*?-->|<\?(?!xml )[\s\S]*?\?>/g) ?? [];
}
