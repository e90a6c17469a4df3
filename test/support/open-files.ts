/** Which files of a folder this process holds open: those that nobody closes stay so until they are collected. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';

const DESCRIPTORS = '/proc/self/fd';

/** Only Linux tells. */
export const tellsOpenFiles = existsSync(DESCRIPTORS);

export function openFilesIn(folder: string): string[] {
  return readdirSync(DESCRIPTORS).flatMap((each) => {
    try {
      const path = readlinkSync(`${DESCRIPTORS}/${each}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // Closed meanwhile, as the listing's own.
      return [];
    }
  });
}
