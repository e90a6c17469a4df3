/** From one format to another: the port, what we can do ourselves, and programs of the installation's own. */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileInspection } from '../checks/index.ts';
import type { CommandSettings, PreservationSettings } from './settings.ts';

/** Why a file was not converted, as a code: `MALFORMED`, `PROGRAM_FAILED`, `TIME_OUT`, `NO_OUTPUT`. */
export class ConversionFault extends Error {
  override readonly name = 'ConversionFault';
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

export interface Converter {
  readonly name: string;
  readonly version: string;
  /** Formats as they are registered with files. */
  readonly from: string;
  readonly to: string;
  /** Whether this file wants converting at all. */
  isNeeded(inspection: FileInspection): boolean;
  /**
   * What it yields is the new content. The original stays as it is.
   *
   * @throws ConversionFault
   */
  convert(content: AsyncIterable<Uint8Array>, inspection: FileInspection): AsyncIterable<Uint8Array>;
}

const LABEL = { 'UTF-16': 'utf-16le', GB18030: 'gb18030' } as const;

/** Text in GB 18030 or UTF-16 into UTF-8: nothing is replaced, what cannot be read exactly is refused. */
const textToUtf8: Converter = {
  name: 'text-to-utf8',
  version: '1',
  from: 'TXT',
  to: 'TXT',
  isNeeded: ({ format, encoding }) => format === 'TXT' && (encoding === 'GB18030' || encoding === 'UTF-16'),
  convert: (content, { encoding }) => toUtf8(content, encoding),
};

const DECLARATION = /^(<\?xml\s[^>]*?encoding\s*=\s*)(["'])[A-Za-z0-9._-]+\2/;

/** The same for XML, whose declaration then says so. */
const xmlToUtf8: Converter = {
  name: 'xml-to-utf8',
  version: '1',
  from: 'XML',
  to: 'XML',
  isNeeded: ({ format, encoding }) => format === 'XML' && (encoding === 'GB18030' || encoding === 'UTF-16'),
  convert: (content, { encoding }) => toUtf8(content, encoding, (first) => first.replace(DECLARATION, '$1$2UTF-8$2')),
};

/** Longer than any declaration: the first piece that is handed to `atBeginning` holds all of it. */
const BEGINNING = 512;

async function* toUtf8(
  content: AsyncIterable<Uint8Array>,
  encoding: FileInspection['encoding'],
  atBeginning: (text: string) => string = (text) => text,
): AsyncIterable<Uint8Array> {
  if (encoding !== 'GB18030' && encoding !== 'UTF-16') throw new ConversionFault('MALFORMED');
  let decode: ((chunk?: Uint8Array) => string) | null = null;
  let held = '';
  let isBegun = false;
  for await (const chunk of content) {
    decode ??= decoderOf(encoding, chunk);
    const text = decode(chunk);
    held = isBegun ? text : held + text;
    if (!isBegun && held.length < BEGINNING) continue;
    yield Buffer.from(isBegun ? held : atBeginning(held));
    isBegun = true;
  }
  const rest = decode?.() ?? '';
  const last = isBegun ? rest : atBeginning(held + rest);
  if (last !== '') yield Buffer.from(last);
}

/** @throws ConversionFault where a byte does not belong to the encoding */
function decoderOf(encoding: 'GB18030' | 'UTF-16', first: Uint8Array): (chunk?: Uint8Array) => string {
  const isBigEndian = encoding === 'UTF-16' && first[0] === 0xfe && first[1] === 0xff;
  const decoder = new TextDecoder(isBigEndian ? 'utf-16be' : LABEL[encoding], { fatal: true });
  return (chunk) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new ConversionFault('MALFORMED', cause);
    }
  };
}

/** A program: it is given a copy in a folder of its own, which goes with it. */
function commandConverter(settings: CommandSettings): Converter {
  const { name, version, from, to } = settings;
  return {
    name,
    version,
    from: from.toUpperCase(),
    to: to.toUpperCase(),
    isNeeded: () => true,
    convert: (content) => runCommand(settings, content),
  };
}

async function* runCommand(settings: CommandSettings, content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'asg-conversion-'));
  try {
    const [source, target] = [
      join(folder, `in.${settings.from.toLowerCase()}`),
      join(folder, `out.${settings.to.toLowerCase()}`),
    ];
    await pipeline(Readable.from(content), createWriteStream(source, { mode: 0o600 }));
    await run(settings, { folder, source, target });
    const made = await stat(target).catch(() => null);
    if (made === null || made.size === 0) throw new ConversionFault('NO_OUTPUT');
    yield* createReadStream(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Files {
  readonly folder: string;
  readonly source: string;
  readonly target: string;
}

function run({ command, timeoutSeconds }: CommandSettings, { folder, source, target }: Files): Promise<void> {
  const [program = '', ...given] = command.map((each) => each.replaceAll('{in}', source).replaceAll('{out}', target));
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' };
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, { cwd: folder, env, stdio: 'ignore', timeout: timeoutSeconds * 1_000 });
    child.once('error', (error) => reject(new ConversionFault('PROGRAM_FAILED', error)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new ConversionFault(signal === null ? 'PROGRAM_FAILED' : 'TIME_OUT'));
    });
  });
}

export function convertersOf({ converters }: PreservationSettings): readonly Converter[] {
  return [textToUtf8, xmlToUtf8, ...converters.map(commandConverter)];
}
