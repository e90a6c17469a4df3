/** OFD, GB/T 33190: a zip whose `OFD.xml` leads to documents. Signatures and encryption as in GM/T 0099-2020. */
import { parseXml, type XmlElement } from '../xml.ts';
import { FormatFault, look, Texts, type Look } from './look.ts';
import type { Zip } from './zip.ts';

const MAX_PART_BYTES = 4 * 1_048_576;
const MAX_DOCUMENTS = 100;

/** @throws FormatFault when a part that the package needs is missing or damaged */
export async function lookAtOfd(zip: Zip): Promise<Look> {
  const encrypted = encryptionOf(zip);
  const texts = new Texts();
  const main = zip.entries.find(({ name }) => /^OFD\.xml$/i.test(name))?.name ?? 'OFD.xml';
  const common = { encrypted, integrityProtected: zip.entries.some(({ name }) => name === 'OFDEntries.xml') };
  try {
    const root = await readPart(zip, main);
    if (root.name !== 'OFD') throw new FormatFault('OFD.xml is not that of an OFD');
    collectTexts(root, texts);
    const bodies = root.children.filter(({ name }) => name === 'DocBody');
    if (bodies.length === 0) throw new FormatFault('the OFD holds no document');
    if (bodies.length > MAX_DOCUMENTS) throw new FormatFault(`the OFD holds more than ${MAX_DOCUMENTS} documents`);
    const found = { signatures: 0, embedded: 0 };
    for (const body of bodies) {
      found.signatures += await countSignatures(zip, body);
      found.embedded += await countAttachments(zip, body, texts);
    }
    const attribute = (name: string): string | null =>
      root.attributes.find((each) => each.name === name)?.value.slice(0, 40) ?? null;
    return look('OFD', {
      ...common,
      ...found,
      version: attribute('Version'),
      ofdType: attribute('DocType'),
      texts: texts.all,
    });
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return look('OFD', { ...common, damage: encrypted === null ? error.message : null, texts: texts.all });
  }
}

/** `Encryptions.xml` stands beside `OFD.xml` where parts are encrypted. @clause GM/T 0099-2020 */
function encryptionOf(zip: Zip): string | null {
  if (zip.entries.some(({ encrypted }) => encrypted)) return 'entries of the zip need a password';
  return zip.entries.some(({ name }) => /^Encryptions\.xml$/i.test(name)) ? 'parts of the OFD are encrypted' : null;
}

async function countSignatures(zip: Zip, body: XmlElement): Promise<number> {
  const location = textOf(body, 'Signatures');
  if (location === null) return 0;
  const list = await readPart(zip, resolve('', location));
  return list.children.filter(({ name }) => name === 'Signature').length;
}

async function countAttachments(zip: Zip, body: XmlElement, texts: Texts): Promise<number> {
  const location = textOf(body, 'DocRoot');
  if (location === null) throw new FormatFault('a document of the OFD has no root');
  const path = resolve('', location);
  const document = await readPart(zip, path);
  if (document.name !== 'Document') throw new FormatFault('a document of the OFD has no root');
  await assertPages(zip, document, path);
  const attachments = textOf(document, 'Attachments');
  if (attachments === null) return 0;
  const list = await readPart(zip, resolve(path, attachments));
  const found = list.children.filter(({ name }) => name === 'Attachment');
  for (const each of found) for (const { name, value } of each.attributes) texts.add(`Attachment/${name}`, value);
  return found.length;
}

/** Every page that the document names is there. */
async function assertPages(zip: Zip, document: XmlElement, path: string): Promise<void> {
  const names = new Set(zip.entries.map(({ name }) => name.toLowerCase()));
  const pages = document.children.find(({ name }) => name === 'Pages')?.children ?? [];
  const locations = pages.flatMap(({ attributes }) => attributes.filter(({ name }) => name === 'BaseLoc'));
  if (locations.length === 0) throw new FormatFault('the OFD has no page');
  if (locations.some(({ value }) => !names.has(resolve(path, value).toLowerCase())))
    throw new FormatFault('a page that the OFD names is missing');
}

/** DocInfo, with the names of custom data; everything else in OFD.xml is locations. */
function collectTexts(root: XmlElement, texts: Texts): void {
  for (const body of root.children) {
    const info = body.children.find(({ name }) => name === 'DocInfo');
    if (info !== undefined) collect(info, texts);
  }
}

function collect(element: XmlElement, texts: Texts): void {
  for (const child of element.children) {
    texts.add(`DocInfo/${child.name}`, child.text);
    for (const { value } of child.attributes) texts.add(value, child.text);
    collect(child, texts);
  }
}

function textOf(element: XmlElement, name: string): string | null {
  const text = element.children.find((child) => child.name === name)?.text.trim();
  return text === undefined || text === '' ? null : text;
}

/** Relative to the folder of `from`, or from the root when it begins with a slash. */
function resolve(from: string, location: string): string {
  const base = location.startsWith('/') ? [] : from.split('/').slice(0, -1);
  const parts: string[] = [];
  for (const part of [...base, ...location.split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

async function readPart(zip: Zip, path: string): Promise<XmlElement> {
  const parsed = parseXml(await zip.readText(path, MAX_PART_BYTES));
  if (!parsed.ok) throw new FormatFault(`in a part of the OFD, ${parsed.reason}`);
  return parsed.root;
}
