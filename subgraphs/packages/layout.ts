/** Names and places within a package and a transfer. standards.md §1.3, §2.2; those marked are ours [D]. */
import { BASE_INFO_FILE, CASE_FOLDERS, PROCESS_INFO_FILE } from '../checks/index.ts';
import type { FolderId } from './types.ts';

export { BASE_INFO_FILE, PROCESS_INFO_FILE };

/** Metadata of the licences that were called in; there only when there are any. [D] */
export const LICENCE_INFO_FILE = '证照信息元数据.xml';
/** Size, SM3 and SHA-256 of every other entry. [D] */
export const MANIFEST_FILE = '校验信息.xml';

export const FOLDER_TITLE: Readonly<Record<FolderId, string>> = {
  A: CASE_FOLDERS[0],
  B: CASE_FOLDERS[1],
  C: CASE_FOLDERS[2],
};

export const FOLDER_IDS = ['A', 'B', 'C'] as const satisfies readonly FolderId[];

export const PACKAGE_EXTENSION = '.zip';
/** Beside a package: SHA-256 and SM3 of the zip, in the form of coreutils' `cksum --check`. [D] */
export const DIGEST_EXTENSION = '.cksum';
