/** Whether two packages hold the same record: field by field, and file by file, byte by byte. */
import type { Readable } from 'node:stream';
import { fromPackage, type ArchivedCase, type OpenPackage } from '../../../subgraphs/packages/index.ts';

export interface Compared {
  /** What differs, by place; never a value. */
  readonly differences: readonly string[];
  readonly fields: number;
  readonly files: number;
  readonly bytes: number;
  /** Rows that the house which received the record has added: its own steps of archiving and reports. */
  readonly added: number;
}

export async function comparePackages(one: OpenPackage, other: OpenPackage): Promise<Compared> {
  const [before, after] = [fromPackage(one.package), fromPackage(other.package)];
  const comparison = new Comparison();
  comparison.record(before, withoutOwn(before, after));
  const bytes = await comparison.files(one, other);
  return {
    differences: comparison.differences,
    fields: comparison.fields,
    files: one.contents.size,
    bytes,
    added: after.archiving.length + after.reports.length - before.archiving.length - before.reports.length,
  };
}

/** What a record brought stands in its new house beside what was done there; of the latter nothing was there before. */
function withoutOwn(before: ArchivedCase, after: ArchivedCase): ArchivedCase {
  const kept = <T extends { readonly brought: string | null }>(
    rows: readonly T[],
    others: readonly T[],
  ): readonly T[] => (others.length > rows.length ? others.filter(({ brought }) => brought === 'true') : others);
  return { ...after, archiving: kept(before.archiving, after.archiving), reports: kept(before.reports, after.reports) };
}

class Comparison {
  readonly differences: string[] = [];
  fields = 0;

  record(before: ArchivedCase, after: ArchivedCase): void {
    this.#values('case', before.fields, after.fields);
    this.#values('base_info', before.base, after.base);
    this.#rows('step', before.steps, after.steps);
    this.#rows('part', before.parts, after.parts);
    this.#rows('material', before.materials, after.materials);
    this.#rows('licence', before.licences, after.licences);
    this.#rows('archiving', before.archiving.map(dropBrought), after.archiving.map(dropBrought));
    this.#rows('report', before.reports.map(dropBrought), after.reports.map(dropBrought));
    this.#rows('note', before.notes, after.notes);
    this.#values('seal', before.seal ?? {}, after.seal ?? {});
  }

  #rows(name: string, before: readonly object[], after: readonly object[]): void {
    if (before.length !== after.length) this.differences.push(`${name}: ${before.length} and ${after.length}`);
    before.forEach((row, index) => {
      const other = after[index];
      if (other !== undefined) this.#values(`${name} ${index + 1}`, row, other);
    });
  }

  #values(place: string, before: object, after: object): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      this.fields += 1;
      const [one, other] = [Reflect.get(before, name) as unknown, Reflect.get(after, name) as unknown];
      if (toText(one) !== toText(other)) this.differences.push(`${place}: ${name}`);
    }
  }

  /** @returns how many bytes were compared */
  async files(one: OpenPackage, other: OpenPackage): Promise<number> {
    let bytes = 0;
    for (const path of new Set([...one.contents.keys(), ...other.contents.keys()])) {
      const [left, right] = [one.contents.get(path), other.contents.get(path)];
      if (left === undefined || right === undefined || !(await areSame(left.open(), right.open())))
        this.differences.push(`file ${path}`);
      bytes += left?.inspection.bytes ?? 0;
    }
    return bytes;
  }
}

function dropBrought<T extends { readonly brought: string | null }>({ brought: _brought, ...row }: T) {
  return row;
}

/** Structures, and those that stand as JSON, whatever the order of their keys: databases keep none. */
function toText(value: unknown): string {
  if (typeof value === 'string' && /^[[{]/.test(value)) return toText(parseJson(value) ?? [value]);
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function areSame(left: Readable, right: Readable): Promise<boolean> {
  const others = new Taker(right);
  try {
    for await (const chunk of left) {
      const part = chunk as Buffer;
      if (!(await others.take(part.length)).equals(part)) return false;
    }
    return (await others.take(1)).length === 0;
  } finally {
    left.destroy();
    right.destroy();
  }
}

class Taker {
  readonly #chunks: AsyncIterator<unknown>;
  #rest = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream.iterator({ destroyOnReturn: false });
  }

  /** The next bytes; fewer only at the end. */
  async take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      this.#rest = Buffer.concat([this.#rest, next.value as Buffer]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}
