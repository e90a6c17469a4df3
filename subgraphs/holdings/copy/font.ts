/** The one font of copies: Noto Sans SC (OFL-1.1), embedded as far as it is used. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { create } from 'fontkit';

const FILE = '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff';

interface CopyFont {
  readonly bytes: Buffer;
  has(codePoint: number): boolean;
}

let loaded: CopyFont | null = null;

/** Read with the first copy. */
export function copyFont(): CopyFont {
  loaded ??= load();
  return loaded;
}

function load(): CopyFont {
  const bytes = toSfnt(readFileSync(createRequire(import.meta.url).resolve(FILE)));
  const font = create(bytes);
  if (!('hasGlyphForCodePoint' in font)) throw new TypeError('one font expected, not a collection');
  return { bytes, has: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
}

/**
 * What the page says of a text. A character that the font lacks, as in some names, is written by its code: a blank in a
 * certified copy would be a fault that nobody sees. Control and direction characters, which show nothing, are left out.
 */
export function toPrintable(text: string): string {
  const font = copyFont();
  return [...text.normalize('NFC')]
    .filter((each) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(each))
    .map((each) => {
      const code = each.codePointAt(0) ?? 0;
      return font.has(code) ? each : `〔U+${code.toString(16).toUpperCase()}〕`;
    })
    .join('');
}

/**
 * WOFF is the same font with each table deflated. The font library inflates a table whenever it looks at a glyph, which
 * made a page cost 20 seconds; inflated once, it costs a few milliseconds (2026-11-30).
 */
function toSfnt(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, at) => readTable(woff, 44 + 20 * at));
  const head = Buffer.alloc(12 + 16 * count);
  const exponent = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** exponent, 6);
  head.writeUInt16BE(exponent, 8);
  head.writeUInt16BE(16 * (count - 2 ** exponent), 10);
  let end = head.length;
  const padded = tables.map(({ tag, checksum, data }, at) => {
    const entry = 12 + 16 * at;
    tag.copy(head, entry);
    head.writeUInt32BE(checksum, entry + 4);
    head.writeUInt32BE(end, entry + 8);
    head.writeUInt32BE(data.length, entry + 12);
    const table = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    end += table.length;
    return table;
  });
  return Buffer.concat([head, ...padded]);
}

function readTable(woff: Buffer, entry: number) {
  const [offset = 0, packed = 0, length = 0] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
  const raw = woff.subarray(offset, offset + packed);
  return {
    tag: woff.subarray(entry, entry + 4),
    checksum: woff.readUInt32BE(entry + 16),
    data: packed < length ? inflateSync(raw) : raw,
  };
}
