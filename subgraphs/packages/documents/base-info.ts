/** 基本信息元数据.xml: what the case says of itself, and the file set. standards.md §1.3. */
import type { XmlElement } from '../../checks/index.ts';
import { safeName } from '../faults.ts';
import { FOLDER_IDS, FOLDER_TITLE } from '../layout.ts';
import type { CasePackage, Elements, FolderId, PackagedFile } from '../types.ts';
import { branch, leaf, leaves, toDocument, type DocumentReader } from './xml.ts';

/** Within `base_info`, and within `file`, these are structure and no metadata. */
export const RESERVED_IN_BASE: readonly string[] = ['fileset'];
export const RESERVED_IN_FILE: readonly string[] = ['attachments'];

export function writeBaseInfo({ base, referenceCode, files }: CasePackage): string {
  const folders = FOLDER_IDS.map((id) => {
    const inside = files.filter(({ folderId }) => folderId === id).map(writeFile);
    return branch('folder', { id, title: FOLDER_TITLE[id] }, inside.join(''), 2);
  });
  const body = leaves(base, 1) + branch('fileset', {}, folders.join(''), 1);
  return toDocument(branch('base_info', { reference_code: referenceCode }, body, 0));
}

function writeFile({ sequence, path, scopeCode, auxiliary, attachments, metadata }: PackagedFile): string {
  const attributes = { sequence, path, scope: scopeCode, auxiliary: auxiliary ? 'true' : null };
  const codes = attachments.map((code) => leaf('file_code', code, 5)).join('');
  const body = leaves(metadata, 4) + (codes === '' ? '' : branch('attachments', {}, codes, 4));
  return branch('file', attributes, body, 3);
}

export interface BaseInfo {
  readonly base: Elements;
  readonly referenceCode: string | null;
  readonly files: readonly PackagedFile[];
}

/** Packages of other systems leave out our attributes: then the place is folder and file name, the order that of writing. */
export function parseBaseInfo(root: XmlElement, reader: DocumentReader): BaseInfo {
  reader.assertRoot(root, 'base_info');
  const fileset = reader.only(root, 'fileset');
  if (fileset === null) reader.refuse('the file set is missing');
  else reader.noText(fileset);
  const folders = fileset?.children.filter(({ name }) => name === 'folder') ?? [];
  if (folders.length !== (fileset?.children.length ?? 0))
    reader.refuse('the file set holds something else than folders');
  let order = 0;
  const files = folders.flatMap((folder) => {
    reader.noText(folder);
    const id = toFolderId(reader.attribute(folder, 'id'), reader.attribute(folder, 'title'));
    if (id === null)
      reader.refuse(`the file set has a folder that is none of ${Object.values(FOLDER_TITLE).join(', ')}`);
    if (folder.children.some(({ name }) => name !== 'file'))
      reader.refuse('a folder of the file set holds something else than files');
    return folder.children.map((file) => parseFile(file, reader, { folderId: id ?? 'A', order: (order += 1) }));
  });
  for (const [code, all] of Map.groupBy(files, (file) => file.code))
    if (all.length > 1) reader.refuse(`two files have the code ${safeName(code)}`);
  return {
    base: reader.elements(root, RESERVED_IN_BASE),
    referenceCode: reader.attribute(root, 'reference_code'),
    files,
  };
}

function toFolderId(id: string | null, title: string | null): FolderId | null {
  return FOLDER_IDS.find((each) => each === id) ?? FOLDER_IDS.find((each) => FOLDER_TITLE[each] === title) ?? null;
}

function parseFile(
  file: XmlElement,
  reader: DocumentReader,
  { folderId, order }: { readonly folderId: FolderId; readonly order: number },
): PackagedFile {
  const metadata = reader.elements(file, RESERVED_IN_FILE);
  const code = metadata['file_code'] ?? '';
  if (code === '') reader.refuse(`file ${order} of the file set has no file_code`);
  const path = reader.attribute(file, 'path') ?? `${FOLDER_TITLE[folderId]}/${metadata['computer_file_name'] ?? ''}`;
  const attachments = reader.only(file, 'attachments')?.children ?? [];
  return {
    code,
    sequence: reader.count(file, 'sequence', order),
    folderId,
    path,
    scopeCode: reader.attribute(file, 'scope'),
    auxiliary: reader.attribute(file, 'auxiliary') === 'true',
    attachments: attachments.map((element) => reader.text(element)),
    metadata,
  };
}
