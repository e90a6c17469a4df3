/** The smallest pictures, sounds and films that are what they are. */

function be(value: number, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
}

function segment(kind: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, kind]), be(body.length + 2, 2), body]);
}

/** @param segments kind and body of segments before the scan, such as `[0xfe, comment]` */
export function makeJpeg(segments: readonly (readonly [number, Buffer])[] = []): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...segments.map(([kind, body]) => segment(kind, body)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
  ]);
}

export interface TiffTag {
  readonly tag: number;
  readonly text: Buffer;
}

/** Little-endian, one directory. @param next offset of the next directory */
export function makeTiff(tags: readonly TiffTag[], next = 0): Buffer {
  const rows = [{ tag: 256, text: Buffer.from([1]) }, ...tags];
  const dataAt = 8 + 2 + rows.length * 12 + 4;
  const data: Buffer[] = [];
  let at = dataAt;
  const entries = rows.map(({ tag, text }) => {
    const row = Buffer.alloc(12);
    row.writeUInt16LE(tag, 0);
    row.writeUInt16LE(2, 2);
    row.writeUInt32LE(text.length, 4);
    if (text.length <= 4) text.copy(row, 8);
    else {
      row.writeUInt32LE(at, 8);
      data.push(text);
      at += text.length;
    }
    return row;
  });
  const head = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  const count = Buffer.alloc(2);
  count.writeUInt16LE(rows.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(next);
  return Buffer.concat([head, count, ...entries, tail, ...data]);
}

export function makePng(texts: readonly string[] = []): Buffer {
  const chunk = (kind: string, body: Buffer): Buffer =>
    Buffer.concat([be(body.length, 4), Buffer.from(kind), body, Buffer.alloc(4)]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
    chunk('IHDR', Buffer.alloc(13)),
    ...texts.map((text) => chunk('tEXt', Buffer.from(text))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function makeMp3(title: string | null = null): Buffer {
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);
  if (title === null) return Buffer.concat([frame, frame]);
  const body = Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(title, 'utf16le')]);
  const tag = Buffer.concat([Buffer.from('TIT2'), be(body.length, 4), Buffer.alloc(2), body]);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), be(tag.length & 0x7f, 4), tag, frame, frame]);
}

function riffChunk(name: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(name), length, body, Buffer.alloc(body.length % 2)]);
}

export function makeRiff(form: 'WAVE' | 'AVI ', info = ''): Buffer {
  const chunks =
    form === 'WAVE'
      ? [riffChunk('fmt ', Buffer.alloc(16)), riffChunk('data', Buffer.alloc(8))]
      : [riffChunk('LIST', Buffer.from('hdrl'))];
  if (info !== '')
    chunks.push(riffChunk('LIST', Buffer.concat([Buffer.from('INFO'), riffChunk('INAM', Buffer.from(info))])));
  return riffChunk('RIFF', Buffer.concat([Buffer.from(form), ...chunks]));
}

export function box(kind: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  return Buffer.concat([be(body.length + 8, 4), Buffer.from(kind, 'latin1'), body]);
}

export function makeMp4(...inMoov: readonly Buffer[]): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0isom')),
    box('moov', box('mvhd', Buffer.alloc(100)), ...inMoov),
    box('mdat', Buffer.alloc(16)),
  ]);
}
