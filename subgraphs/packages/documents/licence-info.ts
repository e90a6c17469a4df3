/** 证照信息元数据.xml: the e-licences that were called in, each with its own metadata. @clause 26号 art. 8 */
import type { XmlElement } from '../../checks/index.ts';
import type { PackagedLicence } from '../types.ts';
import { branch, leaves, toDocument, type DocumentReader } from './xml.ts';

export function writeLicenceInfo(licences: readonly PackagedLicence[]): string {
  const rows = licences.map(({ sequence, fileCode, metadata }) =>
    branch('licence', { sequence, file_code: fileCode }, leaves(metadata, 2), 1),
  );
  return toDocument(branch('licence_info', {}, rows.join(''), 0));
}

export function parseLicenceInfo(root: XmlElement, reader: DocumentReader): readonly PackagedLicence[] {
  reader.assertRoot(root, 'licence_info');
  if (root.children.some(({ name }) => name !== 'licence')) reader.refuse('something else than a licence is in it');
  return root.children.map((licence, index) => ({
    sequence: reader.count(licence, 'sequence', index + 1),
    fileCode: reader.attribute(licence, 'file_code'),
    metadata: reader.elements(licence),
  }));
}
