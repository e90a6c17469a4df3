/** One projection in progress: where it is, and what it has to report. */
import type { EngineError } from '../engine.ts';
import { PathIndex, type ErrorLog, type Path } from './errors.ts';
import type { PlainObject } from './null-object.ts';

/** The place is kept in one array that is written over, because a request visits thousands. */
export class Projecting<S> {
  readonly #place: (string | number)[] = [];
  #depth = -1;
  readonly #errors: EngineError[];
  readonly #known = new PathIndex();

  readonly state: S;
  readonly flags: readonly boolean[];
  readonly #log: ErrorLog;

  /** `errors` are those already known, at the client's paths; the projection adds to them. */
  constructor(options: {
    readonly state: S;
    readonly flags: readonly boolean[];
    readonly log: ErrorLog;
    readonly errors: readonly EngineError[];
  }) {
    this.state = options.state;
    this.flags = options.flags;
    this.#log = options.log;
    this.#errors = [...options.errors];
    for (const error of this.#errors) if (error.path) this.#known.add(error.path);
  }

  get errors(): readonly EngineError[] {
    return this.#errors;
  }

  /** Goes into an object or a list; `moveTo` then names the field or the item. */
  enter(): void {
    this.#depth += 1;
  }

  moveTo(key: string | number): void {
    this.#place[this.#depth] = key;
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** The field under `planKey` is missing: says so, and returns true, if a subgraph is to blame. */
  reportFailure(object: PlainObject, planKey: string): boolean {
    const failure = this.#log.failureOf(object, planKey);
    if (failure) this.#report(failure.message, failure.extensions);
    return failure !== undefined;
  }

  /** Whether a subgraph is to blame that the field under `planKey` is missing. */
  hasFailed(object: PlainObject, planKey: string): boolean {
    return this.#log.failureOf(object, planKey) !== undefined;
  }

  /** A subgraph answered something that is not of the type. The value itself may be secret. */
  reportUnexpected(coordinate: string, expected: string): null {
    this.#report(`The service answered something else than ${expected} for ${coordinate}.`, { code: 'INTERNAL' });
    return null;
  }

  reportForbiddenNull(coordinate: string): void {
    this.#report(`Cannot return null for non-nullable field ${coordinate}.`, { code: 'INTERNAL' });
  }

  /** One error a position: what is already explained there or below is not explained again. */
  #report(message: string, extensions: Readonly<PlainObject>): void {
    const path: Path = this.#place.slice(0, this.#depth + 1);
    if (this.#known.covers(path)) return;
    this.#known.add(path);
    this.#errors.push({ message, path, extensions });
  }
}
