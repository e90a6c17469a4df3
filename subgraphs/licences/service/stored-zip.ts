/** A ZIP whose entries are stored as they are, written as a stream. For what fits into it without ZIP64. */

export interface StoredEntry {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Names are UTF-8 and say so. */
const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** 1 January 1980: the time is in the annotation, and the same content gives the same bytes. */
const DOS_DATE = 0x0021;

export async function* storedZip(entries: readonly StoredEntry[]): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const local = Buffer.concat([u32(0x04034b50), headerOf(entry, name), name]);
    yield local;
    yield* entry.content;
    directory.push(
      Buffer.concat([u32(0x02014b50), u16(VERSION), headerOf(entry, name), Buffer.alloc(10), u32(offset), name]),
    );
    offset += local.length + entry.bytes;
  }
  const listed = Buffer.concat(directory);
  const count = u16(entries.length);
  yield listed;
  yield Buffer.concat([u32(0x06054b50), u32(0), count, count, u32(listed.length), u32(offset), u16(0)]);
}

/** What both headers share, from the version on. */
function headerOf({ bytes, crc32 }: StoredEntry, name: Buffer): Buffer {
  const kind = [VERSION, UTF8_NAMES, 0, 0, DOS_DATE].map(u16);
  const sizes = [crc32, bytes, bytes].map(u32);
  return Buffer.concat([...kind, ...sizes, u16(name.length), u16(0)]);
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
