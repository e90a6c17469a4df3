/**
 * What the gateway told of a case as what goes into its package. What is withheld is not there, and why is written
 * down; a mask is written as what it is.
 */
import { parseXml, type XmlElement } from '../../../subgraphs/checks/index.ts';
import {
  BASE_FIELDS,
  FILE_FIELDS,
  codeOf,
  PART_PREFIX,
  placeOfMaterial,
  toElements,
  toSharing,
  type ArchivedCase,
  type ArchivedCaseFields,
  type ArchivedLicence,
  type ArchivedMaterial,
  type ArchivedSeal,
  type Withheld,
} from '../../../subgraphs/packages/index.ts';
import type { Caller } from './gateway-client.ts';
import type { ToldCase, ToldDisclosure, ToldLicence, ToldMaterial } from './case-query.ts';

export interface Exported {
  readonly archived: ArchivedCase;
  /** Names the package. */
  readonly name: string;
  /** Nothing of the record is withheld or masked. */
  readonly isComplete: boolean;
  /** Path of the content to be fetched, by path in the package. */
  readonly links: ReadonlyMap<string, string>;
}

export interface ExportFor {
  readonly caller: Pick<Caller, 'grant' | 'useCause'>;
  /** The agency that exports; null: none. */
  readonly agency: string | null;
  readonly at: string;
}

/** Whose side of a joint case is exported: the caller's own part, or else the lead's. */
export function toExported(told: ToldCase, { caller, agency, at }: ExportFor): Exported {
  const lead = told.agency?.uscc ?? null;
  const part = agency !== lead && told.parts.some((each) => each.agency?.uscc === agency) ? agency : null;
  const unit = part ?? lead;
  const isOwn = (of: { readonly part: { readonly uscc: string } | null }): boolean => (of.part?.uscc ?? null) === part;
  const side = {
    steps: told.steps.filter((each) => each.unit === null || each.unit.uscc === unit),
    materials: told.materials.filter(isOwn),
    archiving: told.archiving.filter(isOwn),
    // The newest come first; in the package they stand as they were made.
    reports: told.checkReports.filter(isOwn).toReversed(),
    seal: told.packages.find(isOwn) ?? null,
    notes: told.annotations.filter((each) => each.unit === null || each.unit.uscc === unit),
  };
  const seal: ArchivedSeal | null = side.seal === null ? null : { ...side.seal };
  const sealed = seal?.metadata === undefined || seal.metadata === null ? null : readSealed(seal.metadata);
  const materials = side.materials.map((each, index) => toMaterial(each, index, { told, sealed }));
  const withheld = withheldOf(told, side, materials);
  const isComplete = withheld.every(({ on }) => on?.startsWith(PART_PREFIX) === true);
  const fields = toFields(told, { unit, lead });
  const name = told.recordCode ?? told.id;
  return {
    name,
    isComplete,
    links: new Map(side.materials.flatMap((each, index) => toLink(each, materials[index]))),
    archived: {
      fields,
      base: { ...sealed?.elements, ...toElements(BASE_FIELDS, rawFields(fields, sealed)) },
      steps: side.steps.map((step, index) => ({
        ...step,
        sequence: step.sequence ?? index + 1,
        unit: step.unit?.uscc ?? null,
      })),
      parts: told.parts.map((each) => ({ ...each, agency: each.agency?.uscc ?? null })),
      materials,
      licences: told.licences.map((each) => toLicence(each, materials)),
      archiving: side.archiving.map((each) => ({
        ...each,
        brought: each.brought === null ? null : String(each.brought),
        reasons: each.reasons === null ? null : JSON.stringify(each.reasons),
      })),
      reports: side.reports.map((each) => ({
        ...each,
        accepted: each.accepted === null ? null : String(each.accepted),
        brought: each.brought === null ? null : String(each.brought),
        findings: each.findings === null ? null : JSON.stringify(each.findings),
      })),
      notes: side.notes.map((each) => ({ ...each, unit: each.unit?.uscc ?? null })),
      seal,
      decision: {
        complete: String(isComplete),
        // A complete one is the same whenever it is exported.
        decidedAt: isComplete ? null : at,
        useCause: caller.useCause,
        grant: caller.grant,
        withheld,
      },
    },
  };
}

interface SealedElements {
  readonly elements: Readonly<Record<string, string>>;
  readonly files: readonly Readonly<Record<string, string>>[];
}

/** What the agency had set for all cases of the item is known from what was sealed. */
function readSealed(metadata: string): SealedElements | null {
  const parsed = parseXml(metadata);
  if (!parsed.ok) return null;
  const named = (of: XmlElement, name: string): readonly XmlElement[] =>
    of.children.filter((each) => each.name === name);
  const textsIn = (of: readonly XmlElement[]): Record<string, string> =>
    Object.fromEntries(of.map(({ name, text }) => [name, text]));
  return {
    elements: textsIn(parsed.root.children.filter(({ name }) => name !== 'fileset')),
    files: named(parsed.root, 'fileset').flatMap((set) =>
      named(set, 'folder').flatMap((folder) => named(folder, 'file').map(({ children }) => textsIn(children))),
    ),
  };
}

function toFields(
  told: ToldCase,
  side: { readonly unit: string | null; readonly lead: string | null },
): ArchivedCaseFields {
  return {
    ...told,
    taskCode: told.item?.taskCode ?? null,
    itemName: told.item?.name ?? null,
    itemVersion: told.item?.version ?? null,
    itemType: told.item?.itemType ?? null,
    unit: side.unit,
    lead: told.parts.length === 0 ? null : side.lead,
    nonSharing: told.nonSharing === null ? null : String(told.nonSharing),
  };
}

/** Times and days stay as they were sealed; texts come as they are, since a reader of XML folds the ends of lines. */
function rawFields(fields: ArchivedCaseFields, sealed: SealedElements | null): ArchivedCaseFields {
  if (sealed === null) return fields;
  return { ...fields, receivedAt: null, completedOn: null };
}

function toMaterial(
  told: ToldMaterial,
  index: number,
  { told: { nonSharing }, sealed }: { readonly told: ToldCase; readonly sealed: SealedElements | null },
): ArchivedMaterial {
  const { name, obtainedBy, format, fileName, digestSm3, digestSha256, fileAt, materialClass, code } = told;
  const sequence = told.sequence ?? index + 1;
  const fileCode = codeOf(sequence);
  const fileBytes = told.fileBytes === null ? null : String(told.fileBytes);
  const texts = { name, format, fileName, fileBytes, fileAt };
  const isHere = told.downloadLink !== null && materialClass !== null && fileName !== null;
  const described = {
    file_code: fileCode,
    ...toElements(FILE_FIELDS, texts),
    ...(name === null ? {} : { file_actual_name: name }),
    ...(nonSharing === null ? {} : toSharing(nonSharing)),
  };
  return {
    ...texts,
    obtainedBy,
    digestSm3,
    digestSha256,
    fileCode,
    sequence,
    materialClass,
    scopeCode: code,
    path: isHere ? placeOfMaterial({ sequence, materialClass, fileName }).path : null,
    metadata: sealed?.files.find((each) => each['file_code'] === fileCode) ?? described,
  };
}

function toLink({ downloadLink }: ToldMaterial, material: ArchivedMaterial | undefined): [string, string][] {
  return downloadLink === null || material?.path == null ? [] : [[material.path, downloadLink]];
}

/** The bytes of a licence came as a material of the case; the digests prove which. @clause 26号 art. 8 */
function toLicence(told: ToldLicence, materials: readonly ArchivedMaterial[]): ArchivedLicence {
  const { digestSm3, digestSha256 } = told;
  const file = materials.find(
    (each) =>
      each.path !== null &&
      digestSm3 !== null &&
      each.digestSm3 === digestSm3 &&
      (digestSha256 === null || each.digestSha256 === digestSha256),
  );
  return {
    ...told,
    issuer: told.issuer?.uscc ?? null,
    fileBytes: told.fileBytes === null ? null : String(told.fileBytes),
    licenceId: told.licence?.id ?? null,
    fileCode: file?.fileCode ?? null,
  };
}

interface Side {
  readonly steps: readonly Disclosed[];
  readonly materials: readonly Disclosed[];
  readonly archiving: readonly Disclosed[];
  readonly reports: readonly Disclosed[];
  readonly seal: Disclosed | null;
  readonly notes: readonly Disclosed[];
}

interface Disclosed {
  readonly disclosure: readonly ToldDisclosure[];
}

function withheldOf(told: ToldCase, side: Side, materials: readonly ArchivedMaterial[]): Withheld[] {
  const of = (on: string, { disclosure }: Disclosed): Withheld[] => disclosure.map((each) => ({ ...each, on }));
  const all = (name: string, rows: readonly Disclosed[]): Withheld[] =>
    rows.flatMap((row, index) => of(`${name} ${index + 1}`, row));
  return [
    ...of('case', told),
    ...all('step', side.steps),
    ...side.materials.flatMap((row, index) => of(`material ${materials[index]?.fileCode ?? index + 1}`, row)),
    ...all('licence', told.licences),
    ...all('archiving', side.archiving),
    ...all('report', side.reports),
    ...(side.seal === null ? [] : of('seal', side.seal)),
    ...all('note', side.notes),
    ...told.parts.flatMap((row, index) => of(`${PART_PREFIX}${index + 1}`, row)),
  ];
}
