/** When the supergraph's file changes, or on SIGHUP, serves what it holds then. */
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pino } from 'pino';
import type { Gateway } from './server.ts';

/** Looking is one `stat`; unlike notifications it also sees files behind links and mounts change. */
const LOOK_MS = 500;

export interface WatchOptions {
  readonly file: string;
  readonly gateway: Pick<Gateway, 'reload'>;
  readonly logLevel: string;
  /** How often the file is looked at. */
  readonly lookMs?: number;
}

/**
 * One reload at a time, and none for a file that holds what is served. What cannot or may not be served is logged with its
 * reason and changes nothing; it is tried again when told to, since it may have been approved meanwhile.
 *
 * @returns a function that stops watching, after the reload under way
 */
export function watchSupergraph({ file, gateway, logLevel, lookMs = LOOK_MS }: WatchOptions): () => Promise<void> {
  const path = resolve(file);
  const log = pino({ level: logLevel, base: { part: 'supergraph' } });
  let last: string | null = null;
  const reload = async (): Promise<void> => {
    try {
      const supergraphSdl = await readFile(path, 'utf8');
      if (supergraphSdl === last) return;
      await gateway.reload(supergraphSdl);
      last = supergraphSdl;
      log.info({ file: path }, 'the supergraph was replaced');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ file: path }, `The new supergraph is refused, and the previous one served on. ${reason}`);
    }
  };
  let turn = Promise.resolve();
  const onChange = (): void => {
    turn = turn.then(reload);
  };
  watchFile(path, { interval: lookMs, persistent: false }, onChange);
  process.on('SIGHUP', onChange);
  return async () => {
    unwatchFile(path, onChange);
    process.off('SIGHUP', onChange);
    await turn;
  };
}
