/** Fetching more fields of entities that earlier steps have found. */
import type { DocumentNode } from 'graphql';
import type { EngineError } from '../engine.ts';
import { answeredKeys } from './answered-keys.ts';
import type { Path } from './errors.ts';
import { ask, causeOfError, type Answer, type Cause, type Run } from './fetch.ts';
import { adoptObject, mergeInto } from './merge.ts';
import { emptyObject, isObject, type PlainObject } from './null-object.ts';
import { objectsAt, positionsAt, readyPath, type ObjectPath } from './paths.ts';
import type { EntityBatch, EntityFetch } from './plan-nodes.ts';
import { compileRepresentation, type RepresentationBuilder } from './representations.ts';
import { compileRewrites, renamedKeys, type ApplyRewrites } from './rewrites.ts';
import type { TypeMatcher } from './type-matcher.ts';

/** One `_entities` field, compiled. */
interface Batch {
  readonly responseKey: string;
  readonly variable: string;
  readonly paths: readonly ObjectPath[];
  readonly builder: RepresentationBuilder;
  readonly rewrite: ApplyRewrites | undefined;
  readonly rename: (key: string | number) => string | number;
  /** Plan keys of what is asked for. */
  readonly keys: ReadonlySet<string>;
}

/** What one batch asks for in one request: entities with equal representations share one. */
interface Question {
  readonly batch: Batch;
  readonly representations: readonly PlainObject[];
  /** For each representation, the objects that wait for it. */
  readonly waiting: readonly (readonly PlainObject[])[];
}

export function compileEntityFetch<C>(node: EntityFetch, types: TypeMatcher): (run: Run<C>) => Promise<void> {
  const batches = node.batches.map((batch) => compileBatch(batch, node.request.document, types));
  return async (run) => {
    const questions = batches.map((batch) => collect(batch, run));
    if (questions.every((question) => question.representations.length === 0)) return;
    const variables = emptyObject();
    for (const { batch, representations } of questions) variables[batch.variable] = representations;
    const answer = await ask(run, node.request, variables);
    for (const question of questions) settle(question, answer, run, types);
    for (const error of answer.errors) reportAtPositions(error, questions, run);
  };
}

function compileBatch(batch: EntityBatch, document: DocumentNode, types: TypeMatcher): Batch {
  const rename = renamedKeys(batch.outputRewrites);
  return {
    responseKey: batch.responseKey,
    variable: batch.variable,
    paths: batch.paths.map((path) => readyPath(path, types)),
    builder: compileRepresentation(batch.requires, batch.inputRewrites, types),
    rewrite: compileRewrites(batch.outputRewrites, types),
    rename,
    keys: new Set([...answeredKeys(document, batch.responseKey)].map((key) => rename(key))),
  };
}

function collect<C>(batch: Batch, run: Run<C>): Question {
  const representations: PlainObject[] = [];
  const waiting: PlainObject[][] = [];
  const known = new Map<string, PlainObject[]>();
  for (const entity of new Set(batch.paths.flatMap((path) => objectsAt(run.data, path)))) {
    if (!batch.builder.wants(entity)) continue;
    const representation = batch.builder.build(entity, run.variables);
    if (representation === undefined) {
      passOnFailure(entity, batch, run);
      continue;
    }
    const key = keyOf(representation);
    const same = known.get(key);
    if (same) {
      same.push(entity);
      continue;
    }
    const first = [entity];
    known.set(key, first);
    representations.push(representation);
    waiting.push(first);
  }
  return { batch, representations, waiting };
}

/** Equal keys, equal representations. Most are a type and a key or two: text, of which the lengths keep values apart. */
function keyOf(representation: PlainObject): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    if (typeof value !== 'string') return JSON.stringify(representation);
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}

/** What cannot even be asked for, because an earlier step failed, is missing for the same reason. */
function passOnFailure<C>(entity: PlainObject, batch: Batch, run: Run<C>): void {
  for (const object of batch.builder.inspected(entity)) {
    const failure = run.log.failureOf(object);
    if (failure === undefined) continue;
    run.log.fail(entity, { ...failure, keys: batch.keys });
    return;
  }
}

function settle<C>({ batch, waiting }: Question, answer: Answer, run: Run<C>, types: TypeMatcher): void {
  waiting.forEach((objects, index) => {
    const entity = entityIn(answer, batch, index);
    if (!isObject(entity)) {
      const cause = causeOfMissing(entity, answer, batch, index);
      if (cause) for (const object of objects) run.log.fail(object, { ...cause, keys: batch.keys });
      return;
    }
    batch.rewrite?.(entity);
    // The last one may have the answer itself, the others need copies.
    objects.forEach((object, at) => {
      mergeInto(object, at === objects.length - 1 ? entity : adoptObject(entity), types.isConcrete);
    });
  });
}

function entityIn(answer: Answer, batch: Batch, index: number): unknown {
  const entities = answer.data?.[batch.responseKey];
  return Array.isArray(entities) ? entities[index] : undefined;
}

/** Undefined when null is the answer: the subgraph does not know this entity. */
function causeOfMissing(entity: unknown, answer: Answer, batch: Batch, index: number): Cause | undefined {
  const concerning = answer.errors.filter(
    ({ path }) => path?.[0] === batch.responseKey && (path.length === 1 || path[1] === index),
  );
  if (entity === null && concerning.length === 0) return undefined;
  const error = concerning.find(isAboutEntity);
  return error ? causeOfError(error, answer.cause) : answer.cause;
}

/** Such an error has no position of its own: the fields that the entity lacks carry it. */
function isAboutEntity({ path }: EngineError): boolean {
  return path !== undefined && path.length <= 2;
}

/** An error below `_entities` is reported at every position that shared the representation. */
function reportAtPositions<C>(error: EngineError, questions: readonly Question[], run: Run<C>): void {
  const { path, ...rest } = error;
  const [responseKey, index, ...below] = path ?? [];
  const question = questions.find(({ batch }) => batch.responseKey === responseKey);
  if (question === undefined) return run.log.report(rest);
  const objects = typeof index === 'number' ? (question.waiting[index] ?? []) : [];
  if (below.length === 0) return;
  const positions = locate(question.batch, run);
  for (const object of objects) {
    const position = positions.get(object);
    if (position) run.log.report({ ...rest, path: [...position, ...below.map(question.batch.rename)] });
  }
}

function locate<C>(batch: Batch, run: Run<C>): Map<PlainObject, Path> {
  return new Map(batch.paths.flatMap((path) => [...positionsAt(run.data, path)]));
}
