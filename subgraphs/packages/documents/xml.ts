/** Metadata as XML, both ways. What is written is what is read, character for character. */
import { parseXml, type XmlElement } from '../../checks/index.ts';
import { fault, PackageRefused, safeName } from '../faults.ts';
import type { Elements } from '../types.ts';

/** `<name>` that XML takes, without a prefix. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
/** Everything that XML 1.0 can hold; halves of pairs are not among it. */
const WRITABLE = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

export function isWritable(text: string): boolean {
  return WRITABLE.test(text);
}

export function isElementName(name: string): boolean {
  return NAME.test(name) && !/^xml/i.test(name);
}

/** Carriage returns as references: a reader of XML would make line feeds of them. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}

/** One element with text. What XML cannot hold, control characters above all, goes in base64 and says so. */
export function leaf(name: string, text: string, depth: number): string {
  const indent = '  '.repeat(depth);
  if (WRITABLE.test(text)) return `${indent}<${name}>${escapeText(text)}</${name}>\n`;
  return `${indent}<${name} encoding="base64">${Buffer.from(text).toString('base64')}</${name}>\n`;
}

export function leaves(elements: Elements, depth: number): string {
  return Object.entries(elements)
    .map(([name, text]) => leaf(name, text, depth))
    .join('');
}

/** An attribute whose value is null is left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

function tag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  );
  return `${name}${written.join('')}`;
}

/** @param body written one deeper */
export function branch(name: string, attributes: Attributes, body: string, depth: number): string {
  const indent = '  '.repeat(depth);
  if (body === '') return `${indent}<${tag(name, attributes)}/>\n`;
  return `${indent}<${tag(name, attributes)}>\n${body}${indent}</${name}>\n`;
}

export function toDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

/** @throws PackageRefused naming the document */
export function readDocument(path: string, bytes: Buffer): { readonly text: string; readonly root: XmlElement } {
  const text = readText(path, bytes);
  const declared = /^\uFEFF?<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/.exec(text);
  if (declared !== null && !/^utf-?8$/i.test(declared[1] ?? ''))
    throw new PackageRefused(fault('DOCUMENT_ENCODING', path));
  const parsed = parseXml(text);
  if (!parsed.ok) throw new PackageRefused(fault('DOCUMENT_XML', path, parsed.reason));
  return { text, root: parsed.root };
}

/** @throws PackageRefused naming the file */
export function readText(path: string, bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  if (text === null) throw new PackageRefused(fault('DOCUMENT_ENCODING', path));
  return text;
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Reads one document; every wrong form in it is told. */
export class DocumentReader {
  readonly #path: string;
  readonly #reasons = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  refuse(reason: string): void {
    this.#reasons.add(reason);
  }

  get faults(): ReturnType<typeof fault>[] {
    return [...this.#reasons].map((reason) => fault('DOCUMENT_FORM', this.#path, reason));
  }

  assertRoot(root: XmlElement, name: string): void {
    if (root.name !== name) this.refuse(`the outermost element is not ${name}`);
    this.noText(root);
  }

  /** Only child elements: text beside them would be lost. */
  noText(element: XmlElement): void {
    if (element.text.trim() !== '') this.refuse(`text stands in ${safeName(element.name)} where only elements should`);
  }

  attribute(element: XmlElement, name: string): string | null {
    return element.attributes.find((each) => each.name === name)?.value ?? null;
  }

  /** A whole number from 1. */
  count(element: XmlElement, name: string, otherwise: number): number {
    const text = this.attribute(element, name);
    if (text === null) return otherwise;
    if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
    this.refuse(`the ${name} of ${safeName(element.name)} is no number from 1`);
    return otherwise;
  }

  text(element: XmlElement): string {
    if (element.children.length > 0)
      this.refuse(`there are elements in ${safeName(element.name)} where only text should be`);
    if (this.attribute(element, 'encoding') !== 'base64') return element.text;
    const bytes = Buffer.from(element.text, 'base64');
    const text = decodeUtf8(bytes);
    if (text !== null && bytes.toString('base64') === element.text) return text;
    this.refuse(`${safeName(element.name)} is no base64 of UTF-8`);
    return '';
  }

  /** Texts by the names of their elements. @param but names that are read elsewhere */
  elements(parent: XmlElement, but: readonly string[] = []): Elements {
    this.noText(parent);
    const found = parent.children.filter(({ name }) => !but.includes(name));
    for (const [name, all] of Map.groupBy(found, (element) => element.name))
      if (all.length > 1) this.refuse(`${safeName(name)} is there twice in ${safeName(parent.name)}`);
    return Object.fromEntries(found.map((element) => [element.name, this.text(element)]));
  }

  /** The only one of its name; null when there is none. */
  only(parent: XmlElement, name: string): XmlElement | null {
    const [found, second] = parent.children.filter((each) => each.name === name);
    if (second !== undefined) this.refuse(`${safeName(name)} is there twice in ${safeName(parent.name)}`);
    return found ?? null;
  }
}
