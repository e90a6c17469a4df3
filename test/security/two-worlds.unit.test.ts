/** Two worlds that differ only in what a caller is not shown look alike to that caller. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK_KINDS } from '../../schema/directives.ts';
import { applyMask, type MaskKind } from '../../schema/policy/masks.ts';
import { packLabel } from '../../schema/policy/label.ts';
import { decideField, type FieldClass } from '../../schema/policy/rules.ts';
import { decideRecord, redact, RecordTable, type RecordDecision } from '../../schema/policy/table.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { anyCaller, anyRecord, anyType, caller, field, record, recordType } from '../support/truth-table.ts';

/** Of each kind two values with the same mask. */
const ALIKE = {
  PERSON_NAME: ['张三', '张四'],
  CITIZEN_ID: ['990106199003070017', '990207198112310017'],
  MOBILE: ['19900000000', '19912340000'],
  PHONE: ['0599-1234512', '0599-9876512'],
  ADDRESS: ['某省某市某区某路1号', '某省某市某区他路22号'],
  BANK_CARD: ['9900001234561234', '9900009999991234'],
  PASSPORT: ['E0000012', 'E9999912'],
  BIRTH_DATE: ['1990-03-07', '1990-12-31'],
} as const satisfies Record<MaskKind, readonly [string, string]>;

const anyValue = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()));

type Worlds = readonly [Record<string, unknown>, Record<string, unknown>];

/** `values` holds two of each field: used as they are where withheld, only the first where shown. */
function toWorlds(
  fields: readonly FieldClass[],
  decision: RecordDecision,
  values: readonly [unknown, unknown][],
): Worlds {
  const worlds: Worlds = [{ id: 'rec_1' }, { id: 'rec_1' }];
  fields.forEach(({ name, mask }, at) => {
    const effect = decision.outcomes.get(name)?.effect;
    const [one, other] = values[at] ?? [null, null];
    const pair = effect === 'SHOW' ? [one, one] : effect === 'MASK' && mask !== null ? ALIKE[mask] : [one, other];
    worlds.forEach((row, world) => {
      row[name] = pair[world];
    });
  });
  return worlds;
}

function seen(row: Record<string, unknown>, decision: RecordDecision): Record<string, unknown> {
  redact(row, decision, DEFAULT_PROFILE.masks);
  return row;
}

describe('two worlds that differ in hidden values', () => {
  it.each(MASK_KINDS)('have the same mask of %s', (kind) => {
    const [one, other] = ALIKE[kind];
    const settings = DEFAULT_PROFILE.masks;

    expect(one).not.toBe(other);
    expect(applyMask(kind, one, settings)).toBe(applyMask(kind, other, settings));
  });

  it('look alike to every caller, whatever is withheld or masked, null included', () => {
    const values = fc.array(fc.tuple(anyValue, anyValue), { minLength: 6, maxLength: 6 });
    let differing = 0;

    fc.assert(
      fc.property(anyCaller, anyRecord, anyType, values, (access, facts, type, pairs) => {
        const decision = decideRecord(access, packLabel(facts), type);
        if (decision.presence !== 'FIELDS') return;
        const [one, other] = toWorlds(type.fields, decision, pairs);
        if (JSON.stringify(one) !== JSON.stringify(other)) differing += 1;
        expect(seen(one, decision)).toStrictEqual(seen(other, decision));
      }),
      { numRuns: 3_000 },
    );
    expect(differing).toBeGreaterThan(200);
  });

  it('show a withheld null and a withheld number as the same null', () => {
    const type = recordType(field('P0'), field('P3'));
    const decision = decideRecord(caller('PERSON'), packLabel(record()), type);

    expect(seen({ id: 'rec_1', item0: 'open', item1: 7 }, decision)).toStrictEqual({
      id: 'rec_1',
      item0: 'open',
      item1: null,
    });
    expect(seen({ id: 'rec_1', item0: 'open', item1: null }, decision)).toStrictEqual({
      id: 'rec_1',
      item0: 'open',
      item1: null,
    });
  });

  it('show nothing of a value that is masked but is not text', () => {
    const type = recordType(field('P2', { mask: 'MOBILE' }));
    const decision = decideRecord(caller('PERSON'), packLabel(record({ openness: 'OPEN' })), type);

    expect(seen({ item0: '19900000000' }, decision)).toStrictEqual({ item0: '199****0000' });
    expect(seen({ item0: 19_900_000_000 }, decision)).toStrictEqual({ item0: null });
    expect(seen({ item0: null }, decision)).toStrictEqual({ item0: null });
  });

  it('leave nothing but the key of a destroyed record, nor of one that is absent', () => {
    const type = recordType(field('P2'));
    const destroyed = record({ custodian: true, destroyed: true });

    for (const access of [caller('ARCHIVE_HALL'), caller('ARCHIVE_HALL', { useCauseGiven: false })]) {
      const decision = decideRecord(access, packLabel(destroyed), type);
      expect(seen({ id: 'rec_1', item0: 'hidden' }, decision)).toStrictEqual({ id: 'rec_1', item0: null });
    }
  });

  it('are decided before any value is looked at', () => {
    expect(decideField).toHaveLength(3);
    expect(decideRecord).toHaveLength(3);
    expect(new RecordTable(caller('PERSON'), recordType()).decide).toHaveLength(1);
  });
});
