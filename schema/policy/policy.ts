/** The decision engine for one schema: tables and diagrams per access class, in bounded caches. Pure but for them. */
import type { AccessContext } from '../actor.ts';
import { toAccessClass, toAccessClassKey, type AccessClass } from './access-class.ts';
import type { RecordType } from './classify.ts';
import { unpackLabel } from './label.ts';
import type { MaskSettings } from './masks.ts';
import { decideField } from './rules.ts';
import { isPresent, RecordTable } from './table.ts';
import { toDiagram, type Diagram } from './visibility.ts';

/** Access classes kept at once; each holds a few tables of some kilobytes. */
const KEPT_CLASSES = 512;

interface ClassEntry {
  readonly access: AccessClass;
  readonly tables: Map<string, RecordTable>;
  readonly diagrams: Map<string, Diagram>;
}

export class Policy {
  readonly records: ReadonlyMap<string, RecordType>;
  readonly masks: MaskSettings;
  readonly #classes = new Map<string, ClassEntry>();

  constructor(records: ReadonlyMap<string, RecordType>, masks: MaskSettings) {
    this.records = records;
    this.masks = masks;
  }

  accessClass(context: AccessContext): AccessClass {
    return this.#entry(toAccessClassKey(context), () => toAccessClass(context)).access;
  }

  table(access: AccessClass, typeName: string): RecordTable {
    const { tables } = this.#entry(access.key, () => access);
    const known = tables.get(typeName);
    if (known !== undefined) return known;
    const table = new RecordTable(access, this.#type(typeName));
    tables.set(typeName, table);
    return table;
  }

  /** Labels under which a record of this type is more than `ABSENT`. */
  presence(access: AccessClass, typeName: string): Diagram {
    const type = this.#type(typeName);
    return this.#diagram(access, typeName, (label) => isPresent(access, unpackLabel(label), type));
  }

  /** Labels under which the field is shown in full: the condition for filtering and sorting by it. */
  shown(access: AccessClass, typeName: string, fieldName: string): Diagram {
    const field = this.#type(typeName).fields.find((each) => each.name === fieldName);
    if (field === undefined) return false;
    return this.#diagram(access, `${typeName}.${fieldName}`, (label) => {
      const facts = unpackLabel(label);
      return !facts.destroyed && decideField(access, facts, field).effect === 'SHOW';
    });
  }

  /** Whether some label class would give this field as `SHOW` or `MASK`; if not, it need not be fetched. */
  isEverGiven(access: AccessClass, typeName: string, fieldName: string): boolean {
    const field = this.#type(typeName).fields.find((each) => each.name === fieldName);
    if (field === undefined) return false;
    const given = this.#diagram(access, `${typeName}.${fieldName}?`, (label) => {
      const facts = unpackLabel(label);
      return !facts.destroyed && decideField(access, facts, field).effect !== 'WITHHOLD';
    });
    return given !== false;
  }

  #diagram(access: AccessClass, key: string, accepts: (label: number) => boolean): Diagram {
    const { diagrams } = this.#entry(access.key, () => access);
    const known = diagrams.get(key);
    if (known !== undefined) return known;
    const diagram = toDiagram(access, accepts);
    diagrams.set(key, diagram);
    return diagram;
  }

  #type(name: string): RecordType {
    const type = this.records.get(name);
    if (type === undefined) throw new Error(`${name} is not a record type.`);
    return type;
  }

  #entry(key: string, make: () => AccessClass): ClassEntry {
    const known = this.#classes.get(key);
    if (known !== undefined) {
      this.#classes.delete(key);
      this.#classes.set(key, known);
      return known;
    }
    const entry: ClassEntry = { access: make(), tables: new Map(), diagrams: new Map() };
    this.#classes.set(key, entry);
    const oldest = this.#classes.keys().next();
    if (this.#classes.size > KEPT_CLASSES && oldest.done !== true) this.#classes.delete(oldest.value);
    return entry;
  }
}
