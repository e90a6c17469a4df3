/** The repository's own files, as contract tests read them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../subgraphs/kernel/index.ts';

const FOLDERS = '{schema,subgraphs,gateway,tools,test}';

/** Paths from the root of the repository, sorted. @param pattern below one of the source folders, unless it names one */
export function listSources(pattern = `${FOLDERS}/**/*.ts`): string[] {
  return globSync(pattern, { cwd: projectRoot() }).toSorted();
}

export function readSource(path: string): string {
  return readFileSync(join(projectRoot(), path), 'utf8');
}
