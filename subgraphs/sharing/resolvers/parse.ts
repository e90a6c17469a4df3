/** From the inputs of the API to plain values, checked once. */
import type { GrantRows } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { parseCitizenId } from '../../../schema/identifiers/citizen-id.ts';
import { parseRegionCode, toRegionPrefix } from '../../../schema/identifiers/region-code.ts';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { parseIdentifier, parseKey } from '../../disclosure/index.ts';
import { toSubjectRef, type Context } from '../../kernel/index.ts';
import type { SaveApplication } from '../service/applications.ts';
import type { DraftEntry } from '../service/catalogue-drafts.ts';
import type { RowScopeInput, SaveApplicationInput } from '../types/application-input.ts';
import type { DraftCatalogueEntryInput } from '../types/catalogue-draft.ts';

const TEXT_MAX = 4_000;
const LIST_MAX = 500;
const COUNT_MAX = 1_000_000_000;
const DIGEST = /^[0-9a-f]{64}$/i;

/** @throws INVALID_INPUT for what is longer than anybody reads */
export function parseText(argument: string, text: string | null | undefined): string {
  const value = (text ?? '').trim();
  if (value.length <= TEXT_MAX) return value;
  throw new DomainError('INVALID_INPUT', `${argument}: at most ${TEXT_MAX} characters.`);
}

/** Trimmed, each once. @throws INVALID_INPUT */
export function parseTexts(argument: string, texts: readonly string[] | null | undefined): readonly string[] {
  const values = (texts ?? []).map((each) => parseText(argument, each));
  if (values.length <= LIST_MAX) return [...new Set(values)];
  throw new DomainError('INVALID_INPUT', `${argument}: at most ${LIST_MAX}.`);
}

/** @throws INVALID_INPUT */
export function parseCount(argument: string, count: number | null | undefined): number | null {
  if (count === null || count === undefined) return null;
  if (count >= 1 && count <= COUNT_MAX) return count;
  throw new DomainError('INVALID_INPUT', `${argument}: must be between 1 and ${COUNT_MAX}.`);
}

/** @throws INVALID_INPUT naming the part that is wrong, never an identity number */
export function parseApplication(input: SaveApplicationInput, { services }: Context): SaveApplication {
  const { quota, impactAssessment } = input;
  return {
    id: input.id === null || input.id === undefined ? null : parseKey('id', input.id),
    entryId: parseKey('entry', input.entry),
    content: {
      basis: parseText('basis', input.basis),
      scenario: parseText('scenario', input.scenario),
      named: parseTexts('fields', input.fields),
      fieldBases: (input.fieldBases ?? []).map(({ coordinate, basis }) => ({
        coordinate: parseText('fieldBases', coordinate),
        basis: parseText('fieldBases', basis),
      })),
      rows: parseRows(input.rows ?? {}, services.keys.subject),
      useCauses: parseTexts('useCauses', input.useCauses),
      modes: parseTexts('modes', input.modes),
      validFrom: input.validFrom ?? null,
      validTo: input.validTo ?? null,
      quotaPeriod: quota?.period ?? null,
      quotaRequests: parseCount('quota.requests', quota?.requests),
      quotaSubjects: parseCount('quota.subjects', quota?.subjects),
      returnFlow: input.returnFlow ?? false,
      impactDigest: impactAssessment ? parseDigest('impactAssessment.digest', impactAssessment.digest) : null,
      impactReference: impactAssessment ? parseText('impactAssessment.reference', impactAssessment.reference) : null,
    },
  };
}

function parseRows(rows: RowScopeInput, key: Buffer): GrantRows {
  const listed = <T>(values: readonly string[] | null | undefined, argument: string, to: (text: string) => T) =>
    values === null || values === undefined ? null : parseTexts(argument, values).map(to);
  const toRef = (text: string): string => toSubjectRef(key, parseSubject(text));
  return {
    regions: listed(rows.regions, 'rows.regions', (text) =>
      toRegionPrefix(parseIdentifier('rows.regions', parseRegionCode(text))),
    ),
    items: listed(rows.items, 'rows.items', (text) => text),
    from: rows.from ?? null,
    to: rows.to ?? null,
    subjects: listed(rows.subjects, 'rows.subjects', toRef),
  };
}

function parseSubject(text: string): string {
  const uscc = parseUscc(text);
  if (uscc.ok) return uscc.value.code;
  return parseIdentifier('rows.subjects', parseCitizenId(text)).id;
}

/** @throws INVALID_INPUT */
export function parseDigest(argument: string, text: string): string {
  if (DIGEST.test(text)) return text.toLowerCase();
  throw new DomainError('INVALID_INPUT', `${argument}: 64 hexadecimal digits expected.`);
}

/** @throws INVALID_INPUT */
export function parseDraft(input: DraftCatalogueEntryInput): DraftEntry {
  const orNull = (argument: string, text: string | null | undefined): string | null =>
    parseText(argument, text) || null;
  if (input.dataLevel < 1 || input.dataLevel > 4)
    throw new DomainError('INVALID_INPUT', 'dataLevel: must be between 1 and 4.');
  return {
    revises: input.revises === null || input.revises === undefined ? null : parseKey('revises', input.revises),
    changedOn: input.changedOn ?? null,
    content: {
      code: parseText('code', input.code),
      name: parseText('name', input.name),
      attribute: input.attribute,
      modes: parseTexts('modes', input.modes),
      conditions: orNull('conditions', input.conditions),
      legalBasis: orNull('legalBasis', input.legalBasis),
      updateCycle: parseText('updateCycle', input.updateCycle),
      format: parseText('format', input.format),
      fields: parseTexts('fields', input.fields),
      offeredMasked: parseTexts('offeredMasked', input.offeredMasked),
      dataClass: input.dataClass,
      dataLevel: input.dataLevel,
      secrecyRisk: orNull('secrecyRisk', input.secrecyRisk),
      piImpact: orNull('piImpact', input.piImpact),
    },
  };
}
