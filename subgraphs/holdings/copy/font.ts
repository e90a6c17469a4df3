/** The one font of copies: Noto Sans SC (OFL-1.1), embedded as far as it is used. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  const bytes = readFileSync(createRequire(import.meta.url).resolve(FILE));
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
