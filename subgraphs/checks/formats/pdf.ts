/** PDF: version, declared PDF/A level, encryption, signatures, embedded files, and what it says about itself. */
import type { ByteSource, FileInspection } from '../types.ts';
import { XmlFault, XmlReader } from '../xml.ts';
import { FormatFault, look, Texts, type Look } from './look.ts';
import { PdfFile, type PdfObject } from './pdf-file.ts';
import { entryOf, nameOf, numberOf, PdfParser, toTexts, type PdfDict, type PdfValue } from './pdf-syntax.ts';
import { decodeText } from './text.ts';

const MAX_XMP_BYTES = 4 * 1_048_576;
const MAX_XMP_STREAMS = 32;
const PDFA = 'http://www.aiim.org/pdfa/ns/id/';

/** What is counted while all objects pass by. */
interface Tally {
  readonly signatures: Set<string>;
  readonly embedded: Set<string>;
  embeddedStreams: number;
  readonly xmp: { readonly number: number; readonly object: PdfObject }[];
  /** The catalogue's own metadata stream: only that speaks for the whole file. */
  ownXmp: number | null;
  readonly infos: PdfDict[];
  catalogueVersion: string | null;
  unsure: string | null;
  /** A stream of references that says so, where the table that led to it is lost. */
  encrypted: boolean;
}

export async function lookAtPdf(source: ByteSource): Promise<Look> {
  const head = (await source.read(0, 1_056)).toString('latin1');
  const [, version = null] = /%PDF-(\d\.\d)/.exec(head) ?? [];
  const endMark = (await source.read(Math.max(0, source.bytes - 2_048), 2_048)).includes('%%EOF');
  const cutOff = endMark ? null : 'the PDF ends before its end mark';
  try {
    const file = await PdfFile.open(source, Math.max(0, head.indexOf('%PDF-')));
    return { ...(await lookInto(file, source.bytes, version)), ...(cutOff === null ? {} : { damage: cutOff }) };
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return look('PDF', { version, damage: cutOff ?? error.message });
  }
}

async function lookInto(file: PdfFile, bytes: number, version: string | null): Promise<Look> {
  const encrypt = file.trailerEntry('Encrypt');
  const tally: Tally = {
    signatures: new Set(),
    embedded: new Set(),
    embeddedStreams: 0,
    xmp: [],
    ownXmp: null,
    infos: [],
    catalogueVersion: null,
    unsure: file.damage,
    encrypted: false,
  };
  // Of what is encrypted only the plain parts could be told, and it is refused anyway.
  if (encrypt.kind !== 'null') return look('PDF', { version, encrypted: await encryptionOf(file, encrypt) });
  await scanObjects(file, bytes, tally);
  if (tally.encrypted) return look('PDF', { version, encrypted: 'the PDF is encrypted' });
  const info = await attempt(() => file.dictOf(file.trailerEntry('Info')), tally);
  if (info !== null) tally.infos.push(info.dict);
  const texts = new Texts();
  for (const dict of tally.infos) addInfo(dict, texts);
  const pdfa = await readXmp(file, tally, texts);
  if (texts.isFull) tally.unsure ??= 'the PDF holds more that could tell of secrecy than could be looked at';
  return look('PDF', {
    version: tally.catalogueVersion ?? version,
    pdfa,
    signatures: tally.signatures.size,
    embedded: Math.max(tally.embedded.size, tally.embeddedStreams),
    unsure: tally.unsure,
    texts: texts.all,
  });
}

async function encryptionOf(file: PdfFile, encrypt: PdfValue): Promise<string> {
  try {
    const found = await file.dictOf(encrypt);
    const filter = found === null ? null : nameOf(found.dict, 'Filter');
    return filter === 'Standard' ? 'the PDF has a password or restrictions (Standard)' : 'the PDF is encrypted';
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return 'the PDF is encrypted';
  }
}

/** A fault in one object makes the whole uncertain, and hides nothing of the others. */
async function attempt<T>(action: () => Promise<T>, tally: Tally): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    tally.unsure ??= error.message;
    return null;
  }
}

async function scanObjects(file: PdfFile, bytes: number, tally: Tally): Promise<void> {
  const offsets = file.sortedOffsets;
  const seen = new Set<number>();
  for (const [index, [number, offset]] of offsets.entries()) {
    const end = offsets[index + 1]?.[1] ?? bytes;
    const object = await attempt(() => file.objectAt(offset, end, number), tally);
    if (object === null) continue;
    visit(object.value, `${number}`, tally);
    if (object.value.kind !== 'dict') continue;
    const type = nameOf(object.value, 'Type');
    if (type === 'ObjStm') {
      seen.add(number);
      await attempt(() => scanContained(file, object, tally), tally);
    }
    if (type === 'EmbeddedFile') tally.embeddedStreams += 1;
    if (type === 'Metadata' && object.streamAt !== null && tally.xmp.length < MAX_XMP_STREAMS)
      tally.xmp.push({ number, object });
  }
  if ([...file.containers].some((container) => !seen.has(container)))
    tally.unsure ??= 'an object stream of the PDF is missing';
}

/** The objects of an object stream, ISO 32000-1 §7.5.7. */
async function scanContained(file: PdfFile, object: PdfObject, tally: Tally): Promise<void> {
  if (object.value.kind !== 'dict') return;
  const count = numberOf(object.value, 'N') ?? 0;
  const first = numberOf(object.value, 'First') ?? 0;
  const bytes = Buffer.concat([await file.streamOf(object), Buffer.from(' ')]);
  const head = new PdfParser(bytes);
  for (let index = 0; index < count; index += 1) {
    const [number, offset] = [head.value(), head.value()];
    if (number.kind !== 'number' || offset.kind !== 'number' || head.at > first + 1)
      throw new FormatFault('an object stream of the PDF is malformed');
    const parser = new PdfParser(bytes, first + offset.value);
    const value = parser.value();
    file.spend(parser.at - first - offset.value);
    visit(value, `${number.value}`, tally);
  }
}

/** Looks through a value and all that stands within it. Each thing counts once, by the path to it. */
function visit(value: PdfValue, path: string, tally: Tally): void {
  if (value.kind === 'array') {
    for (const [index, item] of value.items.entries())
      if (item.kind === 'dict' || item.kind === 'array') visit(item, `${path}/${index}`, tally);
  }
  if (value.kind !== 'dict') return;
  const type = nameOf(value, 'Type');
  if (type === 'Sig' || type === 'DocTimeStamp' || (value.entries.has('ByteRange') && value.entries.has('Contents')))
    tally.signatures.add(path);
  if (entryOf(value, 'EF').kind !== 'null') {
    tally.embedded.add(path);
    // Names and description of the embedded file.
    tally.infos.push(value);
  }
  if (type === 'XRef' && entryOf(value, 'Encrypt').kind !== 'null') tally.encrypted = true;
  if (type === 'Catalog') visitCatalogue(value, tally);
  if (isInfo(value)) tally.infos.push(value);
  for (const [name, each] of value.entries) visit(each, `${path}/${name}`, tally);
}

function visitCatalogue(catalogue: PdfDict, tally: Tally): void {
  const metadata = entryOf(catalogue, 'Metadata');
  tally.catalogueVersion ??= nameOf(catalogue, 'Version');
  if (metadata.kind === 'ref') tally.ownXmp ??= metadata.number;
}

/** The document information may stand in an object stream, or be one that a newer revision took away. */
function isInfo(dict: PdfDict): boolean {
  return (
    !dict.entries.has('Type') &&
    !dict.entries.has('S') &&
    (dict.entries.has('Producer') || dict.entries.has('CreationDate'))
  );
}

function addInfo(info: PdfDict, texts: Texts): void {
  for (const [name, value] of info.entries) {
    if (value.kind === 'string') for (const text of toTexts(value.bytes)) texts.add(`Info/${name}`, text);
  }
}

async function readXmp(file: PdfFile, tally: Tally, texts: Texts): Promise<FileInspection['pdfa']> {
  let declared: FileInspection['pdfa'] = null;
  for (const { number, object } of tally.xmp) {
    const bytes = await attempt(() => file.streamOf(object, MAX_XMP_BYTES), tally);
    const found = bytes === null ? null : await attempt(async () => parseXmp(bytes, texts), tally);
    if (number === tally.ownXmp) declared = found;
  }
  return declared;
}

/** The level that XMP declares, and its texts. @throws FormatFault when it is no XML, or not a safe one */
export function parseXmp(bytes: Buffer, texts: Texts): FileInspection['pdfa'] {
  const decoded = decodeText(bytes);
  if (decoded === null) throw new FormatFault('the XMP metadata is no text');
  const found = new Map<string, string>();
  const open: { readonly name: string; readonly namespace: string }[] = [];
  const reader = new XmlReader({
    onOpen: (name, namespace, attributes) => {
      open.push({ name, namespace });
      for (const attribute of attributes) {
        if (attribute.namespace === PDFA) found.set(attribute.name, attribute.value);
        else texts.add(`XMP/${attribute.name}`, attribute.value);
      }
    },
    onText: (text) => {
      const element = open.at(-1);
      if (element?.namespace === PDFA) found.set(element.name, `${found.get(element.name) ?? ''}${text}`.trim());
      else texts.add(`XMP/${open.findLast(({ name }) => !/^(?:li|Alt|Seq|Bag)$/.test(name))?.name ?? ''}`, text);
    },
    onClose: () => {
      open.pop();
    },
  });
  try {
    reader.write(decoded.text.replace(/^\uFEFF/, '').replace(/[\0\s]+$/, ''));
    reader.end();
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw new FormatFault(`in the XMP metadata, ${error.message}`, { cause: error });
  }
  const part = found.get('part');
  if (part === undefined || !/^[1-9]$/.test(part)) return null;
  const conformance = found.get('conformance');
  return { part: Number(part), conformance: conformance === undefined ? null : conformance.toUpperCase().slice(0, 4) };
}
