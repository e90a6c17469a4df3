/** What went wrong while subgraphs were asked, until projection knows which fields it concerns. */
import type { EngineError } from '../engine.ts';
import type { PlainObject } from './null-object.ts';

export type Path = readonly (string | number)[];

/** A subgraph did not answer some fields of an object. */
export interface Failure {
  readonly message: string;
  readonly extensions: PlainObject;
  /** Plan keys of the fields that were asked for. */
  readonly keys: ReadonlySet<string>;
}

/** The errors of one request. Paths are in plan keys, see `plan-keys.ts`. */
export class ErrorLog {
  readonly #reported: EngineError[] = [];
  readonly #failures = new Map<PlainObject, Failure[]>();

  /** What subgraphs reported themselves, at the positions that it concerns. */
  get reported(): readonly EngineError[] {
    return this.#reported;
  }

  report(error: EngineError): void {
    this.#reported.push(error);
  }

  /** Notes that `object` lacks fields. The client hears of those that it selected and does not get. */
  fail(object: PlainObject, failure: Failure): void {
    const failures = this.#failures.get(object);
    if (failures) failures.push(failure);
    else this.#failures.set(object, [failure]);
  }

  /** Why `object` lacks a field; any failure at all when no key is given. */
  failureOf(object: PlainObject, planKey?: string): Failure | undefined {
    const failures = this.#failures.get(object);
    if (planKey === undefined) return failures?.[0];
    return failures?.find((failure) => failure.keys.has(planKey));
  }
}

/** Answers at which positions there is an error, or below which. */
export class PathIndex {
  readonly #root: Branch = new Map();

  add(path: Path): void {
    let branch = this.#root;
    for (const key of path) {
      const next: Branch = branch.get(key) ?? new Map();
      branch.set(key, next);
      branch = next;
    }
  }

  covers(path: Path): boolean {
    let branch: Branch | undefined = this.#root;
    for (const key of path) branch = branch?.get(key);
    return branch !== undefined;
  }
}

type Branch = Map<string | number, Branch>;
