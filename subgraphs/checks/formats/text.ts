/** Text: in which encoding, whether it is one at all, and whether it is XML. */
import { XmlFault, XmlReader } from '../xml.ts';
import type { ByteSource } from '../types.ts';
import { look, Texts, type Look } from './look.ts';

type Encoding = 'UTF-8' | 'UTF-16' | 'GB18030';

const LABELS: Readonly<Record<Encoding, readonly string[]>> = {
  'UTF-8': ['utf-8'],
  'UTF-16': ['utf-16le', 'utf-16be'],
  GB18030: ['gb18030'],
};

/** Whole text at hand. Null when no encoding fits. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } | null {
  const order = bomOf(bytes);
  const candidates: readonly (readonly [Encoding, string])[] =
    order !== null
      ? [['UTF-16', order]]
      : [
          ['UTF-8', 'utf-8'],
          ['GB18030', 'gb18030'],
        ];
  for (const [encoding, label] of candidates) {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
    } catch {
      continue;
    }
  }
  return null;
}

/** By the mark, or by a `<` of two bytes: XMP has no mark. */
function bomOf([first, second]: Uint8Array): string | null {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : null;
}

/** What text does not hold, but binary content almost always does. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000B\u000E-\u0019\u001B-\u001F]/;
const HEAD = 8_192;
/** Longer XML is read so far; what is beyond is for a person. */
const MAX_XML_BYTES = 32 * 1_048_576;

/** One encoding that is still possible. */
class Candidate {
  readonly encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  head = '';
  xml: XmlScan | null = null;
  isPossible = true;

  constructor(encoding: Encoding, label: string) {
    this.encoding = encoding;
    this.#decoder = new TextDecoder(label, { fatal: true });
  }

  /** @returns the text of this chunk, null once the bytes do not fit */
  feed(chunk: Uint8Array | null): string | null {
    try {
      const text = chunk === null ? this.#decoder.decode() : this.#decoder.decode(chunk, { stream: true });
      if (BINARY.test(text)) return this.#drop();
      if (this.head.length < HEAD) this.head += text.slice(0, HEAD);
      return text;
    } catch {
      return this.#drop();
    }
  }

  #drop(): null {
    this.isPossible = false;
    return null;
  }
}

/** Looks at content without a signature. Reads it to the end, chunk by chunk. */
export async function lookAtText(source: ByteSource): Promise<Look> {
  const first = await source.read(0, 64);
  const candidates = candidatesFor(first);
  for (let at = 0; at < source.bytes && candidates.some(({ isPossible }) => isPossible);) {
    const chunk = await source.read(at, 65_536);
    if (chunk.length === 0) break;
    for (const candidate of candidates) feed(candidate, chunk, at);
    at += chunk.length;
  }
  for (const candidate of candidates) feed(candidate, null, source.bytes);
  const candidate = candidates.find(({ isPossible }) => isPossible);
  return candidate === undefined ? look('UNKNOWN') : toLook(candidate);
}

function candidatesFor(first: Buffer): Candidate[] {
  const order = bomOf(first);
  if (order !== null) return [new Candidate('UTF-16', order)];
  const declared = /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/.exec(
    first.toString('latin1').replace(/^\xEF\xBB\xBF/, ''),
  );
  const candidates = (['UTF-8', 'GB18030'] as const).map(
    (encoding) => new Candidate(encoding, LABELS[encoding][0] ?? encoding),
  );
  return /^(?:gb|cp936|hz)/i.test(declared?.[1] ?? '') ? candidates.toReversed() : candidates;
}

function feed(candidate: Candidate, chunk: Uint8Array | null, at: number): void {
  if (!candidate.isPossible) return;
  const text = candidate.feed(chunk);
  if (text === null) return;
  if (at === 0 && /^\uFEFF?\s*<[?!\w]/.test(text)) candidate.xml = new XmlScan();
  candidate.xml?.write(text, at);
  if (chunk === null) candidate.xml?.end();
}

function toLook({ encoding, head, xml }: Candidate): Look {
  const start = head.replace(/^\uFEFF?\s*/, '').slice(0, 200);
  if (/^<(?:!doctype\s+html|html[\s>])/i.test(start)) return look('HTML', { encoding });
  const isDeclared = start.startsWith('<?xml');
  if (xml !== null && (isDeclared || xml.fault === null || start.startsWith('<!DOCTYPE'))) {
    const format = xml.rootNamespace.endsWith('/svg') ? 'SVG' : xml.rootNamespace.endsWith('/xhtml') ? 'HTML' : 'XML';
    return look(format, { encoding, damage: xml.fault, unsure: xml.unsure, texts: xml.texts.all });
  }
  if (start.startsWith('#!')) return look('SCRIPT', { encoding });
  const texts = new Texts();
  for (const line of head.split(/\r?\n/).slice(0, 20)) texts.add('first lines', line);
  return look('TXT', { encoding, texts: texts.all });
}

/** XML as it streams by: whether it is well-formed and safe, and what it says about itself. */
export class XmlScan {
  readonly texts = new Texts();
  rootNamespace = '';
  fault: string | null = null;
  unsure: string | null = null;
  readonly #names: string[] = [];
  readonly #reader: XmlReader;

  constructor() {
    this.#reader = new XmlReader({
      onOpen: (name, namespace, attributes) => {
        if (this.#names.length === 0) this.rootNamespace = namespace;
        this.#names.push(name);
        for (const attribute of attributes) this.texts.add(`${name}/${attribute.name}`, attribute.value);
      },
      onText: (text) => this.texts.add(this.#names.at(-1) ?? '', text),
      onClose: () => {
        this.#names.pop();
      },
    });
  }

  write(text: string, at: number): void {
    if (at > MAX_XML_BYTES) this.unsure ??= 'the XML is too long to be read to its end';
    if (this.fault === null && this.unsure === null)
      this.#attempt(() => this.#reader.write(text.replace(/^\uFEFF/, '')));
  }

  end(): void {
    if (this.fault === null && this.unsure === null) this.#attempt(() => this.#reader.end());
    if (this.texts.isFull) this.unsure ??= 'the XML holds more that could tell of secrecy than could be looked at';
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      this.fault = error.message;
    }
  }
}
