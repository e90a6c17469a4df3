import { expect, it } from 'vitest';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { toAccessClass } from '../../schema/policy/access-class.ts';
import { access } from '../../test/support/services.ts';
import { rightsOf, sweepFor, type Rights } from './rights.ts';

const GRANT: GrantView = {
  id: 'g',
  version: 1,
  entryCode: 'T',
  entryNonSharing: false,
  providers: ['P'],
  grantee: 'G',
  state: 'ACTIVE',
  useCauses: ['c'],
  modes: ['API'],
  validFrom: '2020-01-01',
  validTo: '2099-12-31',
  named: ['Case.title'],
  withBasis: [],
  offeredMasked: [],
  rows: { regions: null, items: null, from: null, to: null, subjects: null },
  consents: { units: ['P'], halls: [], sources: [] },
  exhausted: false,
  returnFlow: false,
};

function rights(grant: Partial<GrantView>, facts: Partial<AccessContext> = {}): Rights {
  const context = access({ agency: 'G', useCause: 'c', grant: { ...GRANT, ...grant }, ...facts });
  return rightsOf(context, toAccessClass(context));
}

const before = rights({});

it('sweeps nothing when nothing has changed, however it is written down', () => {
  const { consents } = GRANT;
  const stored = JSON.parse(JSON.stringify(before)) as Rights;

  expect(sweepFor(stored, rights({}), null)).toBeNull();
  expect(sweepFor(stored, rights({ version: 2 }), null)).toBeNull();
  expect(sweepFor(stored, rights({ consents: Object.assign(Object.create(null), consents) }), null)).toBeNull();
  expect(sweepFor(stored, rights({ consents: Object.assign({ other: undefined }, consents) }), null)).toBeNull();
  expect(sweepFor(stored, rights({}, { today: '2026-11-22' }), null)).toBeNull();
});

it('takes back by label class alone when a grant ends, and looks for nothing new', () => {
  expect(sweepFor(before, rights({ state: 'TERMINATED' }), null)).toMatchObject({ joined: false, bodies: [] });
});

it('looks among the records of the provider when a grant names other fields', () => {
  expect(sweepFor(before, rights({ named: [] }), null)).toMatchObject({ joined: false, bodies: ['G', 'P'] });
});

it('computes labels anew when what makes a relation has changed', () => {
  expect(sweepFor(before, rights({ providers: ['Q'] }), null)).toMatchObject({ joined: true, bodies: ['G', 'Q'] });
  expect(sweepFor(before, rights({}, { predecessors: ['F'] }), null)).toMatchObject({ joined: true });
});

it('looks at everything under another policy, and goes on with what it had begun', () => {
  expect(sweepFor(before, rights({}, { policyVersion: 'next' }), null)).toMatchObject({ bodies: null });
  const running = { stage: 'NEW', after: 'x', bodies: ['Z'], joined: true } as const;
  expect(sweepFor(before, rights({}), running)).toBe(running);
  expect(sweepFor(before, rights({ named: [] }), running)).toMatchObject({ joined: true, bodies: ['Z', 'G', 'P'] });
});
