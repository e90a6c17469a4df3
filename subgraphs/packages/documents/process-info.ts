/** 流程信息元数据.xml: the steps of handling, and whatever else happened to the case. */
import type { XmlElement } from '../../checks/index.ts';
import type { CasePackage, PackagedRow, PackagedStep } from '../types.ts';
import { branch, leaf, leaves, toDocument, type DocumentReader } from './xml.ts';

export const RESERVED_IN_STEP: readonly string[] = ['step', 'actor', 'time'];

export function writeProcessInfo({ steps, others }: CasePackage): string {
  const written = steps.map(writeStep).join('');
  const rows = others.map(({ kind, metadata }) => branch(kind, {}, leaves(metadata, 3), 2)).join('');
  const body = branch('steps', {}, written, 1) + (rows === '' ? '' : branch('others', {}, rows, 1));
  return toDocument(branch('process_info', {}, body, 0));
}

function writeStep({ sequence, step, actor, at, more }: PackagedStep): string {
  const own = [
    leaf('step', step, 3),
    ...(actor === null ? [] : [leaf('actor', actor, 3)]),
    ...(at === null ? [] : [leaf('time', at, 3)]),
  ];
  return branch('step', { sequence }, own.join('') + leaves(more, 3), 2);
}

export interface ProcessInfo {
  readonly steps: readonly PackagedStep[];
  readonly others: readonly PackagedRow[];
}

export function parseProcessInfo(root: XmlElement, reader: DocumentReader): ProcessInfo {
  reader.assertRoot(root, 'process_info');
  const [steps, others] = [reader.only(root, 'steps'), reader.only(root, 'others')];
  if (steps === null) reader.refuse('the steps are missing');
  if (root.children.some(({ name }) => name !== 'steps' && name !== 'others'))
    reader.refuse('something else than steps and others is in it');
  for (const each of [steps, others]) if (each !== null) reader.noText(each);
  if (steps?.children.some(({ name }) => name !== 'step') === true)
    reader.refuse('something else than a step is among the steps');
  return {
    steps: (steps?.children ?? []).map((step, index) => parseStep(step, reader, index + 1)),
    others: (others?.children ?? []).map((row) => ({ kind: row.name, metadata: reader.elements(row) })),
  };
}

function parseStep(element: XmlElement, reader: DocumentReader, order: number): PackagedStep {
  const own = (name: string): string | null => {
    const found = reader.only(element, name);
    return found === null ? null : reader.text(found);
  };
  return {
    sequence: reader.count(element, 'sequence', order),
    step: own('step') ?? '',
    actor: own('actor'),
    at: own('time'),
    more: reader.elements(element, RESERVED_IN_STEP),
  };
}
