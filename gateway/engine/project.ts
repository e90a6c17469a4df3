/** From merged data to the client's answer: its fields, its order, its nulls, its errors. */
import {
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Observer, PrepareOptions, SelectedField } from '../engine.ts';
import { leafReader, type ReadLeaf } from './leaf.ts';
import { emptyObject, isObject, type PlainObject } from './null-object.ts';
import type { Projecting } from './projecting.ts';
import type { ObjectSelection, SelectedFieldUse, Selection } from './selection.ts';

/**
 * Completes one value. Null is an answer; undefined says that null stands where the schema
 * forbids it, so that whatever holds the value becomes null itself.
 */
type Complete<S> = (value: unknown, at: Projecting<S>) => unknown;

/** Projects an object whose type is known. */
type ProjectObject<S> = (source: PlainObject, at: Projecting<S>) => PlainObject | null;

interface Field<S> {
  readonly responseKey: string;
  readonly planKey: string;
  readonly flag: number | undefined;
  readonly complete: Complete<S>;
  /** Of a leaf: takes the way past `complete` while everything is as it should be. */
  readonly read: ReadLeaf | undefined;
}

/** Compiles a selection, once per operation. */
export function compileProjection<S>(
  root: Selection,
  schemas: { readonly apiSchema: GraphQLSchema },
  options: PrepareOptions<S>,
): ProjectObject<S> {
  const compiler = new ProjectionCompiler(schemas.apiSchema, options);
  const [object] = root.objects.values();
  if (object === undefined) throw new Error(`The root type ${root.type.name} has no selection.`);
  return compiler.compileObject(object);
}

class ProjectionCompiler<S> {
  readonly #apiSchema: GraphQLSchema;
  readonly #options: PrepareOptions<S>;
  readonly #objects = new Map<ObjectSelection, ProjectObject<S>>();

  constructor(apiSchema: GraphQLSchema, options: PrepareOptions<S>) {
    this.#apiSchema = apiSchema;
    this.#options = options;
  }

  compileObject(selection: ObjectSelection): ProjectObject<S> {
    const known = this.#objects.get(selection);
    if (known) return known;
    const visible = selection.fields.filter((field) => !this.#isHidden(field));
    const fields = visible.map((field): Field<S> => {
      const { responseKey, planKey, flag, type } = field;
      const read = type === undefined ? undefined : this.#readerOf(type);
      return { responseKey, planKey, flag, complete: this.#compileField(selection, field), read };
    });
    const project = this.#observed(selection, projectFields(fields));
    this.#objects.set(selection, project);
    return project;
  }

  #isHidden(field: SelectedFieldUse): boolean {
    return this.#options.isHidden?.(field.responseKey) ?? false;
  }

  #observed(selection: ObjectSelection, project: ProjectObject<S>): ProjectObject<S> {
    const fields = selection.fields.map((field): SelectedField => ({
      name: field.name,
      responseKey: field.responseKey,
      sourceKey: field.planKey,
      hidden: this.#isHidden(field),
    }));
    const observe = this.#options.observe?.(selection.typeName, fields);
    if (observe === undefined) return project;
    const hidden = selection.fields.filter((field) => this.#isHidden(field)).map(({ planKey }) => planKey);
    return observeAfter(project, { observe, hidden });
  }

  #compileField(parent: ObjectSelection, field: SelectedFieldUse): Complete<S> {
    if (field.name === '__typename') return completeTypeName(parent);
    // `__schema` and `__type` were executed by graphql-js and are complete.
    if (field.type === undefined) return (value) => value ?? null;
    return this.#compileType(field.type, field.children, `${parent.typeName}.${field.name}`);
  }

  #compileType(type: GraphQLOutputType, children: Selection | undefined, coordinate: string): Complete<S> {
    if (!isNonNullType(type)) return this.#compileNullable(type, children, coordinate);
    return completeNonNull(this.#compileNullable(type.ofType, children, coordinate), coordinate);
  }

  #compileNullable(
    type: GraphQLNullableType & GraphQLOutputType,
    children: Selection | undefined,
    coordinate: string,
  ): Complete<S> {
    if (isListType(type)) return completeList(this.#compileType(type.ofType, children, coordinate), coordinate);
    if (!isCompositeType(type)) return this.#compileLeaf(type, coordinate);
    if (children === undefined) throw new Error(`The selection of ${coordinate} is missing.`);
    return this.#compileComposite(children, coordinate);
  }

  #readerOf(type: GraphQLOutputType): ReadLeaf | undefined {
    const nullable = isNonNullType(type) ? type.ofType : type;
    return isLeafType(nullable) ? leafReader(nullable, this.#apiSchema) : undefined;
  }

  #compileLeaf(type: GraphQLLeafType, coordinate: string): Complete<S> {
    const read = leafReader(type, this.#apiSchema);
    return (value, at) => {
      if (value === null || value === undefined) return null;
      return read(value) ?? at.reportUnexpected(coordinate, type.name);
    };
  }

  #compileComposite(children: Selection, coordinate: string): Complete<S> {
    const shown = [...children.objects].filter(([, object]) => mayShow(children, object, this.#apiSchema));
    const byTypeName = new Map<unknown, ProjectObject<S>>(
      shown.map(([typeName, object]) => [typeName, this.compileObject(object)]),
    );
    const only = isAbstractType(children.type) ? undefined : byTypeName.get(children.type.name);
    return (value, at) => {
      if (value === null || value === undefined) return null;
      if (!isObject(value)) return at.reportUnexpected(coordinate, `an object of ${children.type.name}`);
      const typeName = value['__typename'] ?? children.type.name;
      // What an object shows depends on its type: without it, nothing.
      if (!only && typeName === children.type.name && at.reportFailure(value, '__typename')) return null;
      const project = only ?? byTypeName.get(typeName);
      return project === undefined
        ? at.reportUnexpected(coordinate, `an object of ${children.type.name}`)
        : project(value, at);
    };
  }
}

/** Objects of `@inaccessible` types do not exist for clients, unless the field itself says so. */
function mayShow(selection: Selection, object: ObjectSelection, apiSchema: GraphQLSchema): boolean {
  return apiSchema.getType(object.typeName) !== undefined || apiSchema.getType(selection.type.name) === undefined;
}

function projectFields<S>(fields: readonly Field<S>[]): ProjectObject<S> {
  const fill = (source: PlainObject, target: PlainObject, at: Projecting<S>): boolean => {
    for (const field of fields) {
      if (field.flag !== undefined && at.flags[field.flag] !== true) continue;
      const value = source[field.planKey];
      const leaf = field.read === undefined || value === null || value === undefined ? undefined : field.read(value);
      if (leaf !== undefined) {
        target[field.responseKey] = leaf;
        continue;
      }
      at.moveTo(field.responseKey);
      if (value === undefined && field.planKey !== '__typename') at.reportFailure(source, field.planKey);
      const completed = field.complete(value, at);
      if (completed === undefined) return false;
      target[field.responseKey] = completed;
    }
    return true;
  };
  return (source, at) => {
    const target = emptyObject();
    at.enter();
    const isComplete = fill(source, target, at);
    at.leave();
    return isComplete ? target : null;
  };
}

/** What the observer needs, and where it finds it. */
interface Observed<S> {
  readonly observe: Observer<S>;
  /** Plan keys of what only the gateway asked for. */
  readonly hidden: readonly string[];
}

function observeAfter<S>(project: ProjectObject<S>, { observe, hidden }: Observed<S>): ProjectObject<S> {
  return (source, at) => {
    const target = project(source, at);
    if (target === null) return null;
    const missing = firstMissing(source, hidden, at);
    const before = missing === undefined ? undefined : { ...target };
    observe(at.state, source, target);
    if (missing === undefined) return target;
    at.enter();
    for (const key of keysEmptied(before, target)) {
      at.moveTo(key);
      at.reportFailure(source, missing);
    }
    at.leave();
    return target;
  };
}

function firstMissing<S>(source: PlainObject, planKeys: readonly string[], at: Projecting<S>): string | undefined {
  for (const planKey of planKeys) if (source[planKey] === undefined && at.hasFailed(source, planKey)) return planKey;
  return undefined;
}

/** What the observer empties while something is missing that only the gateway asked for, is null because of that. */
function keysEmptied(before: PlainObject | undefined, target: PlainObject): string[] {
  return Object.keys(before ?? {}).filter((key) => before?.[key] !== null && target[key] === null);
}

function completeTypeName<S>(object: ObjectSelection): Complete<S> {
  if (object.isConcrete) return () => object.typeName;
  return (_value, at) => {
    at.reportUnexpected(`${object.typeName}.__typename`, 'the name of an object type');
    return undefined;
  };
}

function completeNonNull<S>(complete: Complete<S>, coordinate: string): Complete<S> {
  return (value, at) => {
    const completed = complete(value, at);
    if (completed !== null) return completed;
    at.reportForbiddenNull(coordinate);
    return undefined;
  };
}

function completeList<S>(completeItem: Complete<S>, coordinate: string): Complete<S> {
  const fill = (values: readonly unknown[], items: unknown[], at: Projecting<S>): boolean => {
    for (const [index, value] of values.entries()) {
      at.moveTo(index);
      const completed = completeItem(value, at);
      if (completed === undefined) return false;
      items.push(completed);
    }
    return true;
  };
  return (value, at) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return at.reportUnexpected(coordinate, 'a list');
    const items: unknown[] = [];
    at.enter();
    const isComplete = fill(value, items, at);
    at.leave();
    return isComplete ? items : null;
  };
}
