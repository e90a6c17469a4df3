/** The container form: the file is valid, runs what exists, and gives each process what it needs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { projectRoot, readConfig } from '../../subgraphs/kernel/index.ts';

const root = projectRoot();
const values = {
  POSTGRES_PASSWORD: 'secret',
  JWT_ISSUER: 'https://issuer',
  JWT_AUDIENCE: 'gateway',
  JWT_KEYS: '/keys/jwks.json',
};
const config = (env: Record<string, string>) =>
  spawnSync('docker-compose', ['-f', join(root, 'docker-compose.yml'), 'config'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  });

const isMissing = config({}).error !== undefined;
if (isMissing && (process.env['CI'] ?? '') !== '')
  throw new Error('docker-compose is not installed, and in CI it must be.');
if (isMissing) console.warn('docker-compose is not installed: the tests of docker-compose.yml are SKIPPED.');

describe.skipIf(isMissing)('docker-compose.yml', () => {
  it('is valid once its four values are given, and says which one is missing', () => {
    expect(config(values).status).toBe(0);
    for (const name of Object.keys(values)) {
      const { [name as keyof typeof values]: _left, ...rest } = values;
      const refused = config(rest);
      expect(refused.status).not.toBe(0);
      expect(refused.stderr).toContain(name);
    }
  });

  it('runs each subgraph and the gateway by a file that the build makes', () => {
    const text = config(values).stdout;
    for (const { name } of SUBGRAPHS) expect(text).toContain(`dist/subgraphs/${name}/main.js`);
    expect(text).toContain('dist/tools/gateway.js');
    for (const { name } of SUBGRAPHS) expect(existsSync(join(root, 'subgraphs', name, 'main.ts'))).toBe(true);
    expect(existsSync(join(root, 'tools/gateway.ts'))).toBe(true);
  });

  it('gives every process an environment that it accepts', () => {
    const source = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const peers = /SUBGRAPHS: (\S+)/.exec(source)?.[1] ?? '';
    const read = readConfig({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '4100',
      KEY_DIR: '/keys',
      DATABASE_URL: 'postgresql://archive:secret@postgres:5432/archive',
      SUBGRAPHS: peers,
    });
    expect(Object.keys(read.peers).sort()).toEqual(SUBGRAPHS.map(({ name }) => name).sort());
  });
});
