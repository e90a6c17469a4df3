/**
 * XML read without expanding anything: a document type declaration refuses the document, so no entity can be defined.
 * Depth, number of elements and length are bounded. Names are local names.
 */
import { SaxesParser } from 'saxes';

export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Own text, without that of children. */
  readonly text: string;
}

export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

export interface XmlHandlers {
  readonly onOpen?: (name: string, namespace: string, attributes: readonly XmlAttribute[]) => void;
  readonly onText?: (text: string) => void;
  readonly onClose?: () => void;
}

const MAX_DEPTH = 200;
const MAX_ELEMENTS = 500_000;
const MAX_ATTRIBUTES = 256;

/** Why a document is not read any further, in words that repeat nothing of it. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

/** Feed it with `write`, then `end`. @throws XmlFault */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #handlers: XmlHandlers;
  #depth = 0;
  #elements = 0;
  #rootSeen = false;

  constructor(handlers: XmlHandlers) {
    this.#handlers = handlers;
    this.#parser.on('error', () => {
      throw new XmlFault('the XML is not well-formed');
    });
    this.#parser.on('doctype', () => {
      throw new XmlFault('the XML declares a document type or entities');
    });
    this.#parser.on('opentag', (tag) => {
      this.#enter(
        tag.local,
        tag.uri,
        Object.values(tag.attributes).map(({ local, uri, value }) => ({ name: local, namespace: uri, value })),
      );
    });
    this.#parser.on('text', (text) => this.#handlers.onText?.(text));
    this.#parser.on('cdata', (text) => this.#handlers.onText?.(text));
    this.#parser.on('closetag', () => {
      this.#depth -= 1;
      this.#handlers.onClose?.();
    });
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.close();
    if (!this.#rootSeen) throw new XmlFault('the XML is not well-formed');
  }

  #enter(name: string, namespace: string, attributes: readonly XmlAttribute[]): void {
    this.#rootSeen = true;
    this.#depth += 1;
    this.#elements += 1;
    if (this.#depth > MAX_DEPTH) throw new XmlFault(`the XML is nested deeper than ${MAX_DEPTH}`);
    if (this.#elements > MAX_ELEMENTS) throw new XmlFault(`the XML has more than ${MAX_ELEMENTS} elements`);
    if (attributes.length > MAX_ATTRIBUTES)
      throw new XmlFault(`an XML element has more than ${MAX_ATTRIBUTES} attributes`);
    this.#handlers.onOpen?.(name, namespace, attributes);
  }
}

export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly reason: string };

interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

/** The whole document as a tree. For documents that were bounded in length before. */
export function parseXml(text: string): XmlResult {
  const top: Growing = { name: '', namespace: '', attributes: [], children: [], text: '' };
  const open: Growing[] = [top];
  const reader = new XmlReader({
    onOpen: (name, namespace, attributes) => {
      const element: Growing = { name, namespace, attributes, children: [], text: '' };
      (open.at(-1) ?? top).children.push(element);
      open.push(element);
    },
    onText: (part) => {
      const element = open.at(-1);
      if (element !== undefined) element.text += part;
    },
    onClose: () => {
      open.pop();
    },
  });
  try {
    reader.write(text.replace(/^\uFEFF/, ''));
    reader.end();
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return { ok: false, reason: error.message };
  }
  const [root] = top.children;
  return root === undefined ? { ok: false, reason: 'the XML is not well-formed' } : { ok: true, root };
}
