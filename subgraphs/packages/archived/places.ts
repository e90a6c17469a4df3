/** How a material is named within a package: its code, its place, and what the file set says of it. */
import { FOLDER_TITLE } from '../layout.ts';
import { FOLDER_OF_CLASS, type ArchivedMaterialClass } from './archived-case.ts';

export interface NamedMaterial {
  readonly sequence: number;
  readonly materialClass: ArchivedMaterialClass;
  readonly fileName: string;
}

/** `M001`, and where its content lies: the same whenever and wherever it is packed. */
export function placeOfMaterial({ sequence, materialClass, fileName }: NamedMaterial): {
  readonly code: string;
  readonly path: string;
} {
  const code = codeOf(sequence);
  const extension = /\.[0-9A-Za-z]{1,8}$/.exec(fileName)?.[0] ?? '';
  return { code, path: `${FOLDER_TITLE[FOLDER_OF_CLASS[materialClass]]}/${code}${extension}` };
}

export function codeOf(sequence: number): string {
  return `M${String(sequence).padStart(3, '0')}`;
}

/** Whether a file is shared stands in the package itself. @clause 809 art. 15 */
export function toSharing(nonSharing: boolean): Readonly<Record<string, string>> {
  return nonSharing
    ? { file_share: '3', filenosharebecause: '本办件不予共享' }
    : { file_share: '2', file_share_conditions: '依《政务数据共享条例》申请并获授权' };
}
