/** Malformed packages, each made from a whole one by the change that its title tells. */
import { createHash } from 'node:crypto';
import { makeRawZip, type Ends, type RawEntry } from './raw-zip.ts';

export interface Malformed {
  readonly title: string;
  /** The zip. */
  readonly make: (whole: Whole) => Buffer;
  /** Beside the zip. */
  readonly cksum?: (zip: Buffer) => string;
  /** Instead of that of the record. */
  readonly fileName?: string;
  readonly limits?: Readonly<Record<string, number>>;
}

/** Entries of a whole package, plain and as a bag. */
export interface Whole {
  readonly plain: readonly RawEntry[];
  readonly bag: readonly RawEntry[];
}

export const MANIFEST = '校验信息.xml';
export const BASE_INFO = '基本信息元数据.xml';
export const PROCESS_INFO = '流程信息元数据.xml';
export const LICENCE_INFO = '证照信息元数据.xml';
export const FIRST = '申报文件/A01.pdf';

const digest = (algorithm: string, data: Buffer): string => createHash(algorithm).update(data).digest('hex');

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** The manifest that fits the entries. @param change of a line */
export function resealed(entries: readonly RawEntry[], change: (line: string) => string = (line) => line): RawEntry[] {
  const others = entries.filter(({ name }) => name !== MANIFEST);
  const lines = others.map(({ name, data }) =>
    change(
      `<entry path="${escape(name)}" size="${data.length}" sm3="${digest('sm3', data)}" sha256="${digest('sha256', data)}"/>`,
    ),
  );
  const data = Buffer.from(`<manifest version="1">${lines.join('')}</manifest>`);
  return [...others, { name: MANIFEST, data }];
}

/** With one entry changed. */
export function changed(entries: readonly RawEntry[], name: string, change: Partial<RawEntry>): RawEntry[] {
  return entries.map((entry) => (entry.name === name ? { ...entry, ...change } : entry));
}

/** With one document changed, and the manifest fitting. */
export function edited(entries: readonly RawEntry[], name: string, change: (text: string) => string): RawEntry[] {
  const found = entries.find((entry) => entry.name === name);
  return resealed(changed(entries, name, { data: Buffer.from(change(found?.data.toString() ?? '')) }));
}

/** With one more entry before the first, and the manifest fitting. */
export function added(entries: readonly RawEntry[], ...more: readonly RawEntry[]): RawEntry[] {
  return resealed([...more, ...entries]);
}

/** A file that the file set lists. */
export function listed(entries: readonly RawEntry[], name: string, data: Buffer): RawEntry[] {
  const row = `<file path="${escape(name)}"><file_code>X01</file_code></file>`;
  return edited([...entries, { name, data }], BASE_INFO, (text) =>
    text.replace('<file sequence="1"', `${row}<file sequence="1"`),
  );
}

type Change = (entries: readonly RawEntry[]) => RawEntry[];

/** @param change of the entries of the plain package */
export function plain(change: Change, ends: Ends = {}): Malformed['make'] {
  return (whole) => makeRawZip(change(whole.plain), ends);
}

export function bag(change: Change): Malformed['make'] {
  return (whole) => makeRawZip(change(whole.bag));
}

export const same: Change = (entries) => [...entries];
