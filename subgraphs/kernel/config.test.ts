import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeys, readConfig, StartError, toEndpoint, toSubjectRef } from './config.ts';

const faultOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return error.message;
  }
};

describe('the environment', () => {
  it('may be empty: everything has a default', () => {
    expect(readConfig({})).toMatchObject({
      mode: 'development',
      host: '127.0.0.1',
      port: null,
      databaseUrl: null,
      supergraphFile: null,
      profileFile: null,
      peers: {},
      jwt: { issuer: null, audience: null, keys: null },
      logLevel: 'info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', SUBGRAPHS: '', NODE_ENV: '' })).toEqual(readConfig({}));
  });

  it('is read into what nobody changes afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('keeps content beside the data, and scans for viruses only where told', () => {
    expect(readConfig({ DATA_DIR: '/var/x' })).toMatchObject({ blobDir: '/var/x/blobs', clamd: null });
    expect(readConfig({ CLAMD: 'tcp://clamd:3310' }).clamd).toBe('tcp://clamd:3310');
    expect(faultOf({ CLAMD: 'clamd:3310' })).toContain('CLAMD');
  });

  it('gives folders as whole paths, keys beside the data unless told', () => {
    expect(readConfig({ DATA_DIR: '/d' })).toMatchObject({ dataDir: '/d', keyDir: '/d/keys' });
    expect(readConfig({ DATA_DIR: '/d', KEY_DIR: '/k' }).keyDir).toBe('/k');
    expect(readConfig({ DATA_DIR: 'here' }).dataDir).toBe(join(process.cwd(), 'here'));
  });

  it('gives the subgraphs that run elsewhere by name', () => {
    expect(readConfig({ SUBGRAPHS: 'cases=http://127.0.0.1:4101,licences=https://l.example/x' }).peers).toEqual({
      cases: 'http://127.0.0.1:4101',
      licences: 'https://l.example/x',
    });
  });

  it('takes Unix sockets for subgraphs that run elsewhere, and for the one that runs here', () => {
    const { peers, socketPath } = readConfig({ SUBGRAPHS: 'cases=unix:/run/c.sock', SOCKET: '/run/l.sock' });

    expect(peers).toEqual({ cases: 'unix:/run/c.sock' });
    expect(socketPath).toBe('/run/l.sock');
  });

  it.each([
    ['NODE_ENV', 'staging'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1.5'],
    ['DATABASE_URL', 'mysql://127.0.0.1/x'],
    ['SUBGRAPHS', 'cases'],
    ['SUBGRAPHS', 'cases=ftp://127.0.0.1'],
    ['SUBGRAPHS', 'cases=127.0.0.1:4101'],
    ['SUBGRAPHS', 'cases=unix:run/c.sock'],
    ['SUBGRAPHS', 'cases=unix:'],
    ['SOCKET', 'run/c.sock'],
    ['SOCKET', `/${'x'.repeat(107)}`],
    ['LOG_LEVEL', 'loud'],
  ])('that is wrong stops the start with a sentence that names %s=%s', (name, value) => {
    expect(faultOf({ [name]: value })).toMatch(new RegExp(`^The environment is not valid\\. ${name}\\b`));
  });

  it('names every variable that is wrong in one sentence', () => {
    const fault = faultOf({ NODE_ENV: 'x', PORT: 'x', DATABASE_URL: 'x', SUBGRAPHS: 'x', LOG_LEVEL: 'x' });

    for (const name of ['NODE_ENV', 'PORT', 'DATABASE_URL', 'SUBGRAPHS', 'LOG_LEVEL']) expect(fault).toContain(name);
    expect(fault).not.toContain('\n');
  });

  it('is not repeated where it may hold a password', () => {
    expect(faultOf({ DATABASE_URL: 'mysql://root:secret@127.0.0.1/x' })).not.toContain('secret');
  });
});

describe('an address', () => {
  it.each([
    ['http://127.0.0.1:4101', { origin: 'http://127.0.0.1:4101', socketPath: null, prefix: '' }],
    ['https://l.example/x/', { origin: 'https://l.example', socketPath: null, prefix: '/x' }],
    ['unix:/run/c.sock', { origin: 'http://localhost', socketPath: '/run/c.sock', prefix: '' }],
  ])('%s leads where it says', (address, endpoint) => {
    expect(toEndpoint(address)).toEqual(endpoint);
  });
});

describe('the keys of the installation', () => {
  let keyDir: string;
  beforeEach(() => {
    keyDir = join(mkdtempSync(join(tmpdir(), 'asg-config-')), 'keys');
  });
  afterEach(() => rmSync(join(keyDir, '..'), { recursive: true }));

  it('are made once, for nobody else to read, and differ from each other', () => {
    const keys = loadKeys({ keyDir, mode: 'development' });

    expect(new Set([keys.access, keys.cursor, keys.subject].map((key) => key.toString('hex'))).size).toBe(3);
    expect(loadKeys({ keyDir, mode: 'development' })).toEqual(keys);
    expect(statSync(join(keyDir, 'access.key')).mode & 0o777).toBe(0o600);
    expect(statSync(keyDir).mode & 0o777).toBe(0o700);
  });

  it('are never made up in production', () => {
    expect(() => loadKeys({ keyDir, mode: 'production' })).toThrow(StartError);
    expect(() => loadKeys({ keyDir, mode: 'production' })).toThrow(/access\.key is missing/);
    expect(existsSync(keyDir)).toBe(false);
  });

  it.each([
    ['too short', 'ab'.repeat(31)],
    ['too long', 'ab'.repeat(33)],
    ['not hexadecimal', 'xy'.repeat(32)],
    ['empty', ''],
  ])('that are %s stop the start and are named', (_title, text) => {
    loadKeys({ keyDir, mode: 'development' });
    writeFileSync(join(keyDir, 'cursor.key'), text);

    expect(() => loadKeys({ keyDir, mode: 'production' })).toThrow(StartError);
    expect(() => loadKeys({ keyDir, mode: 'production' })).toThrow(/cursor\.key must hold 32 bytes/);
  });

  it('may end in a line break', () => {
    const keys = loadKeys({ keyDir, mode: 'development' });
    const file = join(keyDir, 'subject.key');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);

    expect(loadKeys({ keyDir, mode: 'production' })).toEqual(keys);
  });
});

describe('the reference of a subject', () => {
  const key = Buffer.alloc(32, 3);

  it('is equal for equal numbers, however they are written', () => {
    expect(toSubjectRef(key, ' 99010619900307001x ')).toBe(toSubjectRef(key, '99010619900307001X'));
  });

  it('differs with the number and with the key', () => {
    const refs = [
      toSubjectRef(key, '990106199003070017'),
      toSubjectRef(key, '990106199003070018'),
      toSubjectRef(Buffer.alloc(32, 4), '990106199003070017'),
    ];

    expect(new Set(refs).size).toBe(3);
  });
});
