/** Whether a model can be written as a package at all: everything that a reader would refuse, told beforehand. */
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { RESERVED_IN_BASE, RESERVED_IN_FILE } from './documents/base-info.ts';
import { RESERVED_IN_STEP } from './documents/process-info.ts';
import { isElementName, isWritable } from './documents/xml.ts';
import { fault, safeName } from './faults.ts';
import { BASE_INFO_FILE, FOLDER_TITLE, LICENCE_INFO_FILE, PROCESS_INFO_FILE } from './layout.ts';
import { checkName, checkNamesTogether } from './names.ts';
import type { CasePackage, Elements, PackagedFile, PackageFault } from './types.ts';

export function checkWritable(pkg: CasePackage): PackageFault[] {
  const { base, steps, files, licences, others, recordCode, referenceCode } = pkg;
  const isNamed = parseRecordCode(recordCode).ok && base['electronic_record_code'] === recordCode;
  const codes = new Set(files.map(({ code }) => code));
  return [
    ...(isNamed ? [] : [fault('RECORD_CODE')]),
    ...(isWritable(referenceCode ?? '')
      ? []
      : [fault('DOCUMENT_FORM', BASE_INFO_FILE, 'the reference code cannot be written')]),
    ...checkElements(BASE_INFO_FILE, base, RESERVED_IN_BASE),
    ...files.flatMap(checkFile),
    ...checkNamesTogether(files.map(({ path }) => path)),
    ...(codes.size === files.length ? [] : [fault('DOCUMENT_FORM', BASE_INFO_FILE, 'two files have one code')]),
    ...steps.flatMap(({ more, sequence }) => [
      ...checkElements(PROCESS_INFO_FILE, more, RESERVED_IN_STEP),
      ...checkSequence(PROCESS_INFO_FILE, sequence),
    ]),
    ...others.flatMap(({ kind, metadata }) => checkElements(PROCESS_INFO_FILE, { [kind]: '', ...metadata }, [])),
    ...licences.flatMap(({ metadata, sequence, fileCode }) => [
      ...checkElements(LICENCE_INFO_FILE, metadata, []),
      ...checkSequence(LICENCE_INFO_FILE, sequence),
      ...(fileCode === null || codes.has(fileCode)
        ? []
        : [
            fault(
              'DOCUMENT_FORM',
              LICENCE_INFO_FILE,
              `a licence names the file ${safeName(fileCode)}, which is not in the file set`,
            ),
          ]),
    ]),
  ];
}

function checkFile({ code, sequence, folderId, path, scopeCode, metadata }: PackagedFile): PackageFault[] {
  const isCoded = code !== '' && metadata['file_code'] === code;
  return [
    ...checkName(path),
    ...(path.startsWith(`${FOLDER_TITLE[folderId]}/`) && !path.endsWith('/') ? [] : [fault('ASTRAY', path)]),
    ...(isCoded ? [] : [fault('DOCUMENT_FORM', BASE_INFO_FILE, `the code of ${safeName(path)} is not its file_code`)]),
    ...(isWritable(scopeCode ?? '') && isWritable(code)
      ? []
      : [fault('DOCUMENT_FORM', BASE_INFO_FILE, `the codes of ${safeName(path)} cannot be written`)]),
    ...checkElements(BASE_INFO_FILE, metadata, RESERVED_IN_FILE),
    ...checkSequence(BASE_INFO_FILE, sequence),
  ];
}

function checkElements(document: string, elements: Elements, reserved: readonly string[]): PackageFault[] {
  return Object.keys(elements)
    .filter((name) => !isElementName(name) || reserved.includes(name))
    .map((name) => fault('DOCUMENT_FORM', document, `${safeName(name)} cannot be the name of an element`));
}

function checkSequence(document: string, sequence: number): PackageFault[] {
  const isCount = Number.isInteger(sequence) && sequence >= 1 && sequence < 1_000_000_000;
  return isCount ? [] : [fault('DOCUMENT_FORM', document, 'a sequence is no number from 1')];
}
