/** How our processes are configured, whatever the environment says. */
import { readConfig, type Config } from '../../subgraphs/kernel/index.ts';

/** Demo identities are known, and nothing is said unless it goes wrong. */
export function benchConfig(keyDir: string): Config {
  return readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'error', KEY_DIR: keyDir });
}
