/** R11 against every class of field, label and caller: opening never lifts the protection of personal information. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DISCLOSURE_CLASSES, FACT_OWNERS, MASK_KINDS, SHARING_ATTRIBUTES } from '../directives.ts';
import { ROLES } from '../actor.ts';
import type { AccessClass } from './access-class.ts';
import { CUSTODIES, type LabelFacts } from './label.ts';
import { decideField, type FieldClass } from './rules.ts';

const field: fc.Arbitrary<FieldClass> = fc.record({
  coordinate: fc.constant('Case.x' as const),
  name: fc.constant('x'),
  level: fc.constantFrom(...DISCLOSURE_CLASSES.filter((each) => each !== 'KEY'), null),
  of: fc.constantFrom(...FACT_OWNERS),
  sharing: fc.constantFrom(...SHARING_ATTRIBUTES),
  mask: fc.constantFrom(...MASK_KINDS, null),
  basis: fc.constant(null),
});

const access: fc.Arbitrary<AccessClass> = fc.record({
  role: fc.constantFrom(...ROLES),
  useCauseGiven: fc.boolean(),
  demanded: fc.boolean(),
  grant: fc.oneof(
    fc.constant(null),
    fc.record({
      named: fc.constantFrom(new Set<'Case.x'>(), new Set(['Case.x'] as const)),
      withBasis: fc.constantFrom(new Set<'Case.x'>(), new Set(['Case.x'] as const)),
      offeredMasked: fc.constantFrom(new Set<'Case.x'>(), new Set(['Case.x'] as const)),
      entryNonSharing: fc.boolean(),
    }),
  ),
  key: fc.constant('key'),
});

const bit = fc.boolean();
const label: fc.Arbitrary<Omit<LabelFacts, 'openness'>> = fc.record({
  ownPart: bit,
  subject: bit,
  transferrer: bit,
  custodian: bit,
  inGrant: bit,
  controllerConsent: bit,
  sourceConsent: bit,
  demanded: bit,
  custody: fc.constantFrom(...CUSTODIES),
  minor: bit,
  sensitive: bit,
  destroyed: bit,
  nonSharing: bit,
});

it('shows nobody a personal field or trade secret that was not shown before, and masks none of a minor', () => {
  fc.assert(
    fc.property(access, label, field, (asker, facts, asked) => {
      const closed = decideField(asker, { ...facts, openness: 'CLOSED' }, asked);
      const opened = decideField(asker, { ...facts, openness: 'OPEN' }, asked);
      const isProtected = asked.level !== 'P0' && asked.level !== 'P1';
      if (!isProtected || closed.effect === 'SHOW') return;
      expect(opened.effect).not.toBe('SHOW');
      if (opened.effect === 'MASK' && closed.effect === 'WITHHOLD') {
        expect(asked.level).toBe('P2');
        expect(facts.minor).toBe(false);
      }
    }),
    { numRuns: 5_000 },
  );
});

it('is undone by a seal: then everything is as if the record had not been opened, or less', () => {
  fc.assert(
    fc.property(access, label, field, (asker, facts, asked) => {
      const closed = decideField(asker, { ...facts, openness: 'CLOSED' }, asked);
      const sealed = decideField(asker, { ...facts, openness: 'SEALED' }, asked);
      if (closed.effect !== 'SHOW') expect(sealed.effect).not.toBe('SHOW');
    }),
    { numRuns: 5_000 },
  );
});
