/** What is wrong with a schedule, found before anybody approves it. Pure: no I/O, no clock. */
import { MATERIAL_CLASS } from '../../schema/codes.ts';
import type { Profile } from '../../schema/profile.ts';
import type { Refusal } from '../kernel/index.ts';
import { refuse, refuseIf, type ReasonCode } from './refusals.ts';
import { checkRule, isRetentionCode, ruleOf, type Rule } from './rules.ts';

const SHORTER = {
  administration: 'SHORTER_THAN_ADMINISTRATION',
  litigation: 'SHORTER_THAN_LITIGATION',
  audit: 'SHORTER_THAN_AUDIT',
} as const satisfies Record<string, ReasonCode>;

/**
 * What is wrong with the rules one by one: a draft with any of it is not even stored.
 *
 * @clause 26号 art. 7
 */
export function checkRules(rules: readonly Rule[], profile: Pick<Profile, 'lookBackYears'>): readonly Refusal[] {
  return rules.flatMap((rule, at) => {
    const path = `rules.${at}`;
    const isRepeated = rules.findIndex(({ code }) => code === rule.code) < at;
    return [
      ...(isRetentionCode(rule.period)
        ? checkRule(rule, profile).map(({ lookBack }) => refuse(SHORTER[lookBack], `${path}.period`))
        : [refuse('PERIOD_INVALID', `${path}.period`)]),
      ...refuseIf(rule.basis.trim() === '', 'BASIS_MISSING', `${path}.basis`),
      ...refuseIf(isRepeated, 'CODE_REPEATED', `${path}.code`),
    ];
  });
}

/**
 * What is wrong with the schedule as a whole. With nothing wrong each record resolves to exactly one rule.
 *
 * @param taskCodes of the items that the agency has records of
 * @clause 26号 art. 7
 */
export function checkSchedule(
  rules: readonly Rule[],
  taskCodes: readonly string[],
  profile: Pick<Profile, 'lookBackYears'>,
): readonly Refusal[] {
  return [
    ...refuseIf(rules.length === 0, 'SCHEDULE_EMPTY', 'rules'),
    ...checkRules(rules, profile),
    ...rules.flatMap((rule, at) =>
      refuseIf(
        rules.slice(0, at).some((earlier) => isOverlap(earlier, rule)),
        'RULES_OVERLAP',
        `rules.${rule.code}`,
      ),
    ),
    ...itemsOf(rules).flatMap((itemCode) =>
      refuseIf(isPartly(rules, itemCode), 'CLASS_UNCOVERED', `items.${itemCode}`),
    ),
    ...taskCodes.flatMap((code) => refuseIf(ruleOf(rules, code) === null, 'ITEM_UNCOVERED', `items.${code}`)),
  ];
}

/** An exact code beside its basic code is none: the exact one goes first. */
function isOverlap(a: Rule, b: Rule): boolean {
  const [ofA, ofB] = [a.materialClass ?? null, b.materialClass ?? null];
  return a.itemCode === b.itemCode && (ofA === null || ofB === null || ofA === ofB);
}

function itemsOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.map(({ itemCode }) => itemCode))].toSorted();
}

function isPartly(rules: readonly Rule[], itemCode: string): boolean {
  const classes = rules.filter((rule) => rule.itemCode === itemCode).map((rule) => rule.materialClass ?? null);
  return !classes.includes(null) && MATERIAL_CLASS.some((each) => !classes.includes(each));
}
