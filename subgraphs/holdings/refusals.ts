/** How a part of `holdings` says why it refuses: a table of reasons, code → sentence and clause. Pure. */
import type { Refusal } from '../kernel/index.ts';

export interface Reason {
  readonly message: string;
  readonly clause: string;
}

export interface Refuser<Code extends string> {
  /** @param path the part of the input that it is about */
  readonly refuse: (code: Code, path?: string | null) => Refusal;
  /** One reason when the condition holds, none otherwise. */
  readonly refuseIf: (condition: boolean, code: Code, path?: string | null) => readonly Refusal[];
}

export function refuserOf<Code extends string>(reasons: Readonly<Record<Code, Reason>>): Refuser<Code> {
  const refuse = (code: Code, path: string | null = null): Refusal => ({ code, ...reasons[code], path });
  return { refuse, refuseIf: (condition, code, path = null) => (condition ? [refuse(code, path)] : []) };
}
