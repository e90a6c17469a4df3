/** Recorded operations: for whom which of them come to answer otherwise. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, TypeInfo, validate, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';
import { createEngine } from '../../gateway/engine/index.ts';
import { projectRoot } from '../../subgraphs/kernel/index.ts';
import type { Change, Group } from './compare.ts';
import type { Side } from './side.ts';

export interface RecordedOperation {
  /** File, and the number of the operation in it where there are several. */
  readonly name: string;
  readonly document: DocumentNode;
}

export interface OperationChange {
  readonly operation: string;
  /** Null where it no longer fits the schema, or fits it now: that concerns everybody. */
  readonly group: Group | null;
  readonly fault: string | null;
  readonly changes: readonly Change[];
}

/** What clients of today ask, where no folder is named. */
const RECORDED = ['test/golden', 'README.md', 'subgraphs', 'gateway/README.md'];

/** @param folder of `.graphql` files, and of Markdown with operations in it; null: those of the project */
export function readOperations(folder: string | null): RecordedOperation[] {
  const places = folder === null ? RECORDED.map((place) => join(projectRoot(), place)) : [folder];
  return places.flatMap(filesIn).flatMap((file) => {
    const texts = textsOf(file);
    return texts.flatMap((text, at) => {
      const name = `${relative(process.cwd(), file)}${texts.length > 1 ? `#${at + 1}` : ''}`;
      const document = parseOperation(text);
      return document === null ? [] : [{ name, document }];
    });
  });
}

function filesIn(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(graphql|md)$/.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => join(place, name));
}

function textsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.md')) return [text];
  return [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}

/** Null for what is no operation: a piece of SDL, an answer, part of one. */
function parseOperation(text: string): DocumentNode | null {
  try {
    const document = parse(text, { noLocation: true });
    return document.definitions.every(({ kind }) => ['OperationDefinition', 'FragmentDefinition'].includes(kind))
      ? document
      : null;
  } catch {
    return null;
  }
}

export function compareOperations(
  [before, after]: readonly [Side, Side],
  groups: readonly Group[],
  operations: readonly RecordedOperation[],
): OperationChange[] {
  const schemas = [before, after].map(({ sdl }) => createEngine(sdl, neverFetch).apiSchema);
  return operations.flatMap(({ name, document }): OperationChange[] => {
    const [faultBefore, faultAfter] = schemas.map((schema) => validate(schema, document)[0]?.message ?? null);
    if (faultBefore !== faultAfter) {
      const fault = faultAfter === null ? 'valid now' : `no longer valid: ${faultAfter}`;
      return [{ operation: name, group: null, fault, changes: [] }];
    }
    const read = new Set(schemas.flatMap((schema) => [...coordinatesIn(schema, document)]));
    const types = new Set([...read].map((coordinate) => coordinate.split('.')[0] ?? ''));
    return groups.flatMap((group) => {
      const changes = group.changes.flatMap((change) => touched(change, read, types));
      return changes.length === 0 ? [] : [{ operation: name, group, fault: null, changes }];
    });
  });
}

/** A change as far as the operation asks for it: a record that comes or goes changes every answer about its type. */
function touched(change: Change, read: ReadonlySet<string>, types: ReadonlySet<string>): Change[] {
  if (change.fields.length === 0) return types.has(change.typeName) ? [change] : [];
  const fields = change.fields.filter((field) => read.has(`${change.typeName}.${field}`));
  return fields.length === 0 ? [] : [{ ...change, fields }];
}

function coordinatesIn(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const types = new TypeInfo(schema);
  const found = new Set<string>();
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const parent = types.getParentType();
        if (parent !== null && parent !== undefined) found.add(`${parent.name}.${node.name.value}`);
      },
    }),
  );
  return found;
}

const neverFetch = (): never => {
  throw new Error('Nothing is fetched for a comparison.');
};
