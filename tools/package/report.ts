/** What was found, in words. */
import { relative, sep } from 'node:path';
import { safeName } from '../../subgraphs/packages/index.ts';
import type { Checked, Status } from './checker.ts';

export type Summary = Record<Status, number>;

/** One line for the package, one for each thing that is wrong with it. */
export function toText({ path, status, faults, findings }: Checked): string {
  const lines = [
    ...faults.map(({ code, message }) => `${code} ${message}`),
    ...findings.map(({ code, object, result, reason }) => `${code} ${result} ${object}: ${reason ?? ''}`),
  ];
  return [`${status} ${shown(path)}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

export function summarise({ PASSED, FOR_A_PERSON, FAILED, REFUSED }: Summary): string {
  const all = PASSED + FOR_A_PERSON + FAILED + REFUSED;
  return `${all} checked: ${PASSED} passed, ${FOR_A_PERSON} for a person to decide, ${FAILED} failed, ${REFUSED} refused`;
}

/** A name on a disk can hold anything. */
function shown(path: string): string {
  const text = relative('.', path).split(sep).join('/');
  return safeName(text) === `"${text}"` ? text : safeName(text);
}
