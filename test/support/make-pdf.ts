/** PDF files as tests need them: with a table or a stream of references, with objects hidden in object streams. */
import { deflateSync } from 'node:zlib';

export interface PdfParts {
  /** Bodies of objects from number 4; 1 is the catalogue, 2 the pages, 3 the page. */
  readonly objects?: readonly (string | Buffer)[];
  /** Bodies of objects that go into one object stream, numbered after those above. Needs `xref: 'stream'`. */
  readonly packed?: readonly string[];
  readonly catalogue?: string;
  readonly trailer?: string;
  readonly xref?: 'table' | 'stream';
  readonly header?: string;
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

export function makeStream(dict: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([text(`<<${dict}/Length ${bytes.length}>>stream\n`), bytes, text('\nendstream')]);
}

export function makePdf(parts: PdfParts = {}): Buffer {
  const { objects = [], packed = [], catalogue = '', trailer = '', xref = 'table', header = '%PDF-1.7\n' } = parts;
  const bodies = [
    text(`<</Type/Catalog/Pages 2 0 R${catalogue}>>`),
    text('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    text('<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'),
    ...objects.map((body) => (typeof body === 'string' ? text(body) : body)),
  ];
  const packedFrom = bodies.length + 2;
  if (packed.length > 0) bodies.push(toObjectStream(packed, packedFrom));
  const offsets: number[] = [];
  const chunks = [text(header)];
  let at = header.length;
  const add = (chunk: Buffer): void => {
    chunks.push(chunk);
    at += chunk.length;
  };
  bodies.forEach((body, index) => {
    offsets.push(at);
    add(Buffer.concat([text(`${index + 1} 0 obj\n`), body, text('\nendobj\n')]));
  });
  const start = at;
  if (xref === 'table') add(toTable(offsets, trailer));
  else add(toStream({ offsets, start, trailer, packedFrom, packedCount: packed.length }));
  add(text(`startxref\n${start}\n%%EOF\n`));
  return Buffer.concat(chunks);
}

function toObjectStream(packed: readonly string[], from: number): Buffer {
  let at = 0;
  const heads = packed.map((body, index) => {
    const head = `${from + index} ${at}`;
    at += body.length + 1;
    return head;
  });
  const index = `${heads.join(' ')} `;
  const body = deflateSync(text(index + packed.join('\n')));
  return makeStream(`/Type/ObjStm/N ${packed.length}/First ${index.length}/Filter/FlateDecode`, body);
}

function toTable(offsets: readonly number[], trailer: string): Buffer {
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  return text(
    `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${offsets.length + 1}/Root 1 0 R${trailer}>>\n`,
  );
}

interface StreamParts {
  readonly offsets: readonly number[];
  readonly start: number;
  readonly trailer: string;
  readonly packedFrom: number;
  readonly packedCount: number;
}

/** Rows of one, four and two bytes, packed with the PNG predictor "up", as writers do. */
function toStream({ offsets, start, trailer, packedFrom, packedCount }: StreamParts): Buffer {
  const own = packedFrom + packedCount;
  const row = (kind: number, second: number, third: number): Buffer => {
    const bytes = Buffer.alloc(7);
    bytes.writeUInt8(kind, 0);
    bytes.writeUInt32BE(second, 1);
    bytes.writeUInt16BE(third, 5);
    return bytes;
  };
  const rows = [
    row(0, 0, 65_535),
    ...offsets.map((offset) => row(1, offset, 0)),
    ...(packedCount === 0 ? [row(0, 0, 0)] : []),
    ...Array.from({ length: packedCount }, (_, index) => row(2, offsets.length, index)),
    ...(packedCount === 0 ? [] : [row(1, start, 0)]),
  ];
  let before: Buffer = Buffer.alloc(7);
  const predicted = rows.map((each) => {
    const out = Buffer.from([2, ...each.map((byte, index) => (byte - (before[index] ?? 0)) & 0xff)]);
    before = each;
    return out;
  });
  const dict = `/Type/XRef/Size ${rows.length}/W[1 4 2]/Root 1 0 R${trailer}/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>`;
  return Buffer.concat([
    text(`${own} 0 obj\n`),
    makeStream(dict, deflateSync(Buffer.concat(predicted))),
    text('\nendobj\n'),
  ]);
}

export function makeXmp(inner: string, attributes = ''): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" ${attributes}>${inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}
