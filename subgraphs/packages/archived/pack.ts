/** An archived case as a package, and back. Pure; what one writes the other reads. */
import type { CasePackage, FolderId, PackagedFile, PackagedRow } from '../types.ts';
import {
  ARCHIVING_FIELDS,
  BASE_FIELDS,
  DECISION_FIELDS,
  FILE_FIELDS,
  FOLDER_OF_CLASS,
  fromElements,
  KINDS,
  LICENCE_FIELDS,
  MATERIAL_FIELDS,
  MORE_FIELDS,
  NOTE_FIELDS,
  PART_FIELDS,
  REPORT_FIELDS,
  SEAL_FIELDS,
  STEP_FIELDS,
  toElements,
  WITHHELD_FIELDS,
  type ArchivedCase,
  type ArchivedLicence,
  type ArchivedMaterial,
  type ArchivedMaterialClass,
  type ArchivedStep,
  type Decision,
} from './archived-case.ts';

/** Where no sender says how a material was obtained. */
const OBTAINED = { A: 'HANDED_IN', B: 'FORMED', C: 'FORMED' } as const satisfies Record<FolderId, string>;
const CLASS_OF_FOLDER = { A: 'EVIDENTIAL', B: 'PROCEDURAL', C: 'RESULT' } as const satisfies Record<
  FolderId,
  ArchivedMaterialClass
>;

/** @param recordCode names the package: the code of the record, or its key where the code is withheld */
export function toPackage(archived: ArchivedCase, recordCode: string): CasePackage {
  const { base, steps, materials, licences } = archived;
  return {
    recordCode,
    referenceCode: null,
    base: { ...base, electronic_record_code: recordCode },
    steps: steps.map((step) => ({
      sequence: step.sequence,
      step: step.step ?? '',
      actor: step.handlerName,
      at: step.at,
      more: toElements(STEP_FIELDS, step),
    })),
    files: materials.flatMap((material) => toFile(material) ?? []),
    licences: licences.map((licence, index) => ({
      sequence: index + 1,
      fileCode: licence.fileCode,
      metadata: toElements(LICENCE_FIELDS, licence),
    })),
    others: toRows(archived),
  };
}

function toFile({ path, materialClass, ...material }: ArchivedMaterial): PackagedFile | null {
  if (path === null || materialClass === null) return null;
  return {
    code: material.fileCode,
    sequence: material.sequence,
    folderId: FOLDER_OF_CLASS[materialClass],
    path,
    scopeCode: material.scopeCode,
    auxiliary: false,
    attachments: [],
    metadata: material.metadata,
  };
}

function toRows({ fields, materials, parts, archiving, reports, notes, seal, decision }: ArchivedCase): PackagedRow[] {
  const more = toElements(MORE_FIELDS, fields);
  return [
    ...(Object.keys(more).length === 0 ? [] : [{ kind: KINDS.more, metadata: more }]),
    ...materials.map((material) => ({ kind: KINDS.material, metadata: toMaterialElements(material) })),
    ...parts.map((row) => ({ kind: KINDS.part, metadata: toElements(PART_FIELDS, row) })),
    ...archiving.map((row) => ({ kind: KINDS.move, metadata: toElements(ARCHIVING_FIELDS, row) })),
    ...reports.map((row) => ({ kind: KINDS.report, metadata: toElements(REPORT_FIELDS, row) })),
    ...notes.map((row) => ({ kind: KINDS.note, metadata: toElements(NOTE_FIELDS, row) })),
    ...(seal === null ? [] : [{ kind: KINDS.seal, metadata: toElements(SEAL_FIELDS, seal) }]),
    ...(decision === null ? [] : [{ kind: KINDS.decision, metadata: toElements(DECISION_FIELDS, decision) }]),
    ...(decision?.withheld ?? []).map((row) => ({ kind: KINDS.withheld, metadata: toElements(WITHHELD_FIELDS, row) })),
  ];
}

/** Of one without content everything is here; of others what the file set has no place for. */
function toMaterialElements(material: ArchivedMaterial): Record<string, string> {
  const { fileCode, path, sequence, materialClass, scopeCode } = material;
  const own = { file_code: fileCode, ...toElements(MATERIAL_FIELDS, material) };
  if (path !== null && materialClass !== null) return own;
  return {
    ...own,
    ...material.metadata,
    file_code: fileCode,
    sequence: String(sequence),
    ...(materialClass === null ? {} : { material_class: materialClass }),
    ...(scopeCode === null ? {} : { scope_code: scopeCode }),
  };
}

/** Rows of kinds that nobody here knows are told by `unknownKinds`. */
export function fromPackage(pkg: CasePackage): ArchivedCase {
  const rowsOf = (kind: string): PackagedRow['metadata'][] =>
    pkg.others.flatMap((row) => (row.kind === kind ? [row.metadata] : []));
  const [more = {}] = rowsOf(KINDS.more);
  const [seal] = rowsOf(KINDS.seal);
  return {
    fields: { ...fromElements(BASE_FIELDS, pkg.base), ...fromElements(MORE_FIELDS, more) },
    base: pkg.base,
    steps: pkg.steps.map(({ sequence, step, actor, at, more: rest }): ArchivedStep => ({
      sequence,
      step: step === '' ? null : step,
      handlerName: actor,
      at,
      ...fromElements(STEP_FIELDS, rest),
    })),
    parts: rowsOf(KINDS.part).map((row) => fromElements(PART_FIELDS, row)),
    materials: toMaterials(pkg, rowsOf(KINDS.material)),
    licences: pkg.licences.map(({ fileCode, metadata }): ArchivedLicence => ({
      fileCode,
      ...fromElements(LICENCE_FIELDS, metadata),
    })),
    archiving: rowsOf(KINDS.move).map((row) => fromElements(ARCHIVING_FIELDS, row)),
    reports: rowsOf(KINDS.report).map((row) => fromElements(REPORT_FIELDS, row)),
    notes: rowsOf(KINDS.note).map((row) => fromElements(NOTE_FIELDS, row)),
    seal: seal === undefined ? null : fromElements(SEAL_FIELDS, seal),
    decision: toDecision(rowsOf(KINDS.decision)[0], rowsOf(KINDS.withheld)),
  };
}

export function unknownKinds({ others }: CasePackage): string[] {
  return [...new Set(others.map(({ kind }) => kind))].filter((kind) => !isKnownKind(kind));
}

export function isKnownKind(kind: string): boolean {
  const known: readonly string[] = Object.values(KINDS);
  return known.includes(kind);
}

function toMaterials({ files }: CasePackage, rows: readonly PackagedRow['metadata'][]): ArchivedMaterial[] {
  const moreOf = new Map(rows.map((row) => [row['file_code'], row]));
  const codes = new Set(files.map(({ code }) => code));
  const withContent = files.map((file): ArchivedMaterial => {
    const more = fromElements(MATERIAL_FIELDS, moreOf.get(file.code) ?? {});
    return {
      ...fromElements(FILE_FIELDS, file.metadata),
      ...more,
      obtainedBy: more.obtainedBy ?? OBTAINED[file.folderId],
      fileCode: file.code,
      sequence: file.sequence,
      materialClass: CLASS_OF_FOLDER[file.folderId],
      scopeCode: file.scopeCode,
      path: file.path,
      metadata: file.metadata,
    };
  });
  const without = rows.filter((row) => !codes.has(row['file_code'] ?? '')).map(toDescribed);
  return [...withContent, ...without].toSorted((one, other) => one.sequence - other.sequence);
}

/** A material that is known by its description only. */
function toDescribed(row: PackagedRow['metadata']): ArchivedMaterial {
  const { material_class: materialClass, scope_code: scopeCode, sequence, ...metadata } = row;
  const own = Object.values(MATERIAL_FIELDS) as readonly string[];
  return {
    ...fromElements(FILE_FIELDS, row),
    ...fromElements(MATERIAL_FIELDS, row),
    fileCode: row['file_code'] ?? '',
    sequence: Number(sequence ?? 0),
    materialClass: Object.keys(FOLDER_OF_CLASS).includes(materialClass ?? '')
      ? (materialClass as ArchivedMaterialClass)
      : null,
    scopeCode: scopeCode ?? null,
    path: null,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !own.includes(name))),
  };
}

function toDecision(
  row: PackagedRow['metadata'] | undefined,
  withheld: readonly PackagedRow['metadata'][],
): Decision | null {
  if (row === undefined && withheld.length === 0) return null;
  return {
    ...fromElements(DECISION_FIELDS, row ?? {}),
    withheld: withheld.map((each) => fromElements(WITHHELD_FIELDS, each)),
  };
}
