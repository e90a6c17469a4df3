/** Whatever people try in whatever order: nothing is opened without review, and every seal holds. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { databases } from '../support/databases.ts';
import { openHoldings, type ActorName, type HoldingHouse } from '../support/holding-acts.ts';

type Step = 'propose' | 'advise' | 'decide' | 'withdraw' | 'seal' | 'lift';

const step = fc.record({
  step: fc.constantFrom<Step>('propose', 'advise', 'decide', 'withdraw', 'seal', 'lift'),
  as: fc.constantFrom<ActorName>('reviewer', 'approver', 'unit', 'unitApprover', 'otherApprover', 'stranger'),
  result: fc.constantFrom('OPEN', 'CONTROLLED'),
});

/** What the calls before have left: the last review and seal. */
interface Left {
  review: string;
  seal: string;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

async function take(
  house: HoldingHouse,
  recordId: string,
  left: Left,
  tried: typeof step extends fc.Arbitrary<infer T> ? T : never,
) {
  const content =
    tried.result === 'OPEN'
      ? 'result: OPEN, statement: "x"'
      : 'result: CONTROLLED, reasons: [OTHER], statement: "x", consentNumber: "1"';
  const opinion = tried.result === 'OPEN' ? 'result: OPEN' : 'result: CONTROLLED, reasons: [OTHER]';
  const calls: Record<Step, string> = {
    propose: `proposeOpening(input: { recordId: "${recordId}", ${content} })`,
    advise: `adviseOpening(input: { reviewId: "${left.review}", ${opinion} })`,
    decide: `decideOpening(input: { reviewId: "${left.review}", ${content}, note: "y" })`,
    withdraw: `withdrawOpening(id: "${left.review}")`,
    seal: `sealRecord(input: { recordId: "${recordId}", reason: "x", basis: "y" })`,
    lift: `liftSeal(id: "${left.seal}", reason: "x")`,
  };
  try {
    const { subject, codes } = await house.act(tried.as, calls[tried.step]);
    if (codes.length > 0) return false;
    if (tried.step === 'propose') left.review = subject.id;
    if (tried.step === 'seal') left.seal = subject.id;
    return true;
  } catch {
    return false;
  }
}

it.each(databases())('nothing is opened without review, on $kind', { timeout: 300_000 }, async ({ open }) => {
  const database = await open();
  const house = await openHoldings(database);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { id: recordId } = await house.record();
      const left: Left = { review: NOBODY, seal: NOBODY };
      let hasAdvised = false;
      let proposedBy: string | null = null;
      let decided = 'NOT_REVIEWED';
      let sealedBy: string | null = null;
      for (const tried of steps) {
        if (!(await take(house, String(recordId), left, tried))) continue;
        if (tried.step === 'propose') [proposedBy, hasAdvised] = [tried.as, false];
        if (tried.step === 'advise') hasAdvised = true;
        if (tried.step === 'withdraw') proposedBy = null;
        if (tried.step === 'seal') sealedBy = tried.as;
        if (tried.step === 'lift') {
          expect(sealedBy).not.toBe(tried.as);
          sealedBy = null;
        }
        if (tried.step !== 'decide') continue;
        expect(proposedBy).not.toBeNull();
        expect(proposedBy).not.toBe(tried.as);
        expect(hasAdvised).toBe(true);
        [decided, proposedBy] = [tried.result, null];
      }
      const query = `{ archivalRecord(id: "${recordId}") { openingState } }`;
      const { archivalRecord } = await house.look('stranger', query);
      expect(archivalRecord.openingState).toBe(sealedBy === null ? decided : 'NOT_OPEN');
    }),
    { numRuns: 60 },
  );
  await database.close();
});
