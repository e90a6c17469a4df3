import { parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessContext } from '../schema/actor.ts';
import { classify } from '../schema/policy/classify.ts';
import { packLabel, type LabelFacts } from '../schema/policy/label.ts';
import { Policy } from '../schema/policy/policy.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../subgraphs/kernel/index.ts';
import { carelessSubgraph } from '../test/support/careless-subgraph.ts';
import { access, testServices } from '../test/support/services.ts';
import { DisclosureState, observers } from './disclosure.ts';
import type { SelectedField } from './engine.ts';
import { createEngine } from './engine/index.ts';
import { ID_KEY, isHidden, LABEL_KEY, preflight, PROVIDER_KEY } from './preflight.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const STRANGER = access({ agency: 'B', useCause: 'check' });
const OWNER = access({ agency: 'A', useCause: 'check' });

/** What the gateway asks of every record. */
const ASKED_BESIDE = [LABEL_KEY, ID_KEY, PROVIDER_KEY].map((key) => ({ ...selected(key), hidden: true }));

const supergraph = readProjectFile(SUPERGRAPH_FILE);
const classified = classify(parse(supergraph));
const { policy } = testServices();

function labelOf(facts: Partial<LabelFacts> = {}): number {
  return packLabel({
    ownPart: false,
    subject: false,
    transferrer: false,
    custodian: false,
    inGrant: false,
    controllerConsent: false,
    sourceConsent: false,
    demanded: false,
    custody: 'FORMING',
    openness: 'CLOSED',
    minor: false,
    sensitive: false,
    destroyed: false,
    nonSharing: false,
    ...facts,
  });
}

/** What a subgraph that has forgotten to redact delivers of every field of a case. */
let delivered: Record<string, unknown>;
beforeEach(() => {
  delivered = {
    __typename: 'Case',
    id: ID,
    label: labelOf(),
    caseNumber: 'HOUSING-1',
    title: 'secret title',
    state: 'ARCHIVED',
    applicantName: '张三',
    applicantIdNumber: '990106199003070017',
    internalOpinion: 'secret opinion',
  };
});

const engine = createEngine(supergraph, carelessSubgraph(() => delivered).fetch);

async function ask(context: AccessContext, selection: string) {
  const accessClass = policy.accessClass(context);
  const document = parse(`{ case(id: "${ID}") { ${selection} } }`);
  const pruned = preflight({ schema: engine.fullSchema, classified, policy }, accessClass, document);
  const prepared = engine.prepare<DisclosureState>(pruned, undefined, {
    isHidden,
    observe: observers({ policy, classified }, accessClass),
  });
  const state = new DisclosureState();
  const { data, errors } = await prepared.execute({ variables: {}, context, state });
  expect(errors).toEqual([]);
  return { answer: JSON.parse(JSON.stringify(data?.['case'])) as Record<string, unknown>, state };
}

/** Where the caller may be shown the field on some records, so that it is asked for, but not on this one. */
const withGrant = access({
  agency: 'B',
  useCause: 'check',
  grant: {
    id: 'G',
    version: 1,
    entryCode: 'E',
    entryNonSharing: false,
    providers: ['A'],
    grantee: 'B',
    state: 'ACTIVE',
    useCauses: ['check'],
    modes: ['API'],
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    named: ['Case.title', 'Case.applicantName'],
    withBasis: [],
    offeredMasked: ['Case.applicantIdNumber'],
    rows: { regions: null, items: null, from: null, to: null, subjects: null },
    consents: { units: ['A'], halls: [], sources: [] },
    exhausted: false,
    returnFlow: false,
  },
});

describe('the second lock', () => {
  it('lets through what the table shows', async () => {
    delivered['label'] = labelOf({ ownPart: true });
    const { answer, state } = await ask(OWNER, 'title applicantName internalOpinion');

    expect(answer).toEqual({ title: 'secret title', applicantName: '张三', internalOpinion: 'secret opinion' });
    expect(state.violations).toEqual([]);
  });

  it('takes out what a subgraph delivers although it is withheld, and reports it', async () => {
    const { answer, state } = await ask(withGrant, 'title applicantName state');

    expect(answer).toEqual({ title: null, applicantName: null, state: 'ARCHIVED' });
    expect(state.violations).toEqual(['Case.title', 'Case.applicantName']);
  });

  it('takes it out under every alias', async () => {
    const { answer, state } = await ask(withGrant, 'a: title b: title ... on Case { c: title }');

    expect(answer).toEqual({ a: null, b: null, c: null });
    expect(state.violations).toHaveLength(3);
  });

  it('takes out the value of another alias than the field’s own name hides', async () => {
    const { answer } = await ask(withGrant, 'caseNumber: applicantName');

    expect(answer).toEqual({ caseNumber: null });
  });

  it('reports nothing where nothing was delivered', async () => {
    delivered['title'] = null;
    const { state } = await ask(withGrant, 'title');

    expect(state.violations).toEqual([]);
  });

  it.each([
    ['is missing', undefined],
    ['is a text', '1'],
    ['is null', null],
  ])('shows no classified field of a record whose label %s', async (_title, label) => {
    const { answer, state } = await observeWithLabel(label);

    expect(answer).toEqual({ id: ID, title: null, applicantName: null });
    expect(state.violations).toEqual(['Case.title', 'Case.applicantName']);
    expect(state.outcomes()).toEqual([]);
    expect(state.recordIds.size).toBe(0);
  });

  /** An answer of the subgraph in which the label is not what the schema promises. */
  async function observeWithLabel(label: unknown) {
    const fields = ['id', 'title', 'applicantName'].map(selected);
    const observe = observers({ policy, classified }, policy.accessClass(OWNER))('Case', [...fields, ...ASKED_BESIDE]);
    const state = new DisclosureState();
    const answer = { id: ID, title: 'secret title', applicantName: '张三' };
    observe?.(state, { ...answer, __id: ID, ...(label === undefined ? {} : { __label: label }) }, answer);
    return { answer, state };
  }

  it('shows no field of a record that is destroyed, classified or absent', async () => {
    for (const facts of [
      { destroyed: true, ownPart: true },
      { openness: 'CLASSIFIED' as const, ownPart: true },
    ]) {
      delivered['label'] = labelOf(facts);
      const { answer, state } = await ask(OWNER, 'id title applicantName');

      expect(answer).toEqual({ id: ID, title: null, applicantName: null });
      expect(state.violations).toEqual(['Case.title', 'Case.applicantName']);
      expect([...state.recordIds]).toEqual([]);
    }
  });
});

describe('what is written down of an answer', () => {
  it('is the outcome of every field that was asked, shown, masked, withheld or pruned', async () => {
    delivered['label'] = labelOf({ inGrant: true, controllerConsent: true, sourceConsent: true });
    delivered['applicantIdNumber'] = '9901**********0017';
    const { answer, state } = await ask(withGrant, 'title applicantName applicantIdNumber internalOpinion');

    expect(answer).toEqual({
      title: 'secret title',
      applicantName: '张三',
      applicantIdNumber: '9901**********0017',
      internalOpinion: null,
    });
    expect(
      state.outcomes().map(({ coordinate, outcome, count }) => [coordinate, outcome.effect, outcome.rule, count]),
    ).toEqual([
      ['Case.applicantIdNumber', 'MASK', 'R15', 1],
      ['Case.applicantName', 'SHOW', 'R16', 1],
      ['Case.internalOpinion', 'WITHHOLD', expect.any(String), 1],
      ['Case.title', 'SHOW', 'R16', 1],
    ]);
  });

  it('counts a field once for each record, however often it is selected', async () => {
    const { state } = await ask(STRANGER, 'a: caseNumber b: caseNumber ... on Case { c: caseNumber }');

    expect(state.outcomes().map(({ coordinate, count }) => [coordinate, count])).toEqual([['Case.caseNumber', 1]]);
  });

  it('holds the key of each record, though the client did not ask for it', async () => {
    const { answer, state } = await ask(OWNER, 'title');

    expect(Object.keys(answer)).toEqual(['title']);
    expect([...state.recordIds].map(([type, ids]) => [type, ...ids])).toEqual([['Case', ID]]);
  });
});

it('withholds at run time a field that nobody has classified', () => {
  const sdl = `directive @record on OBJECT directive @disclosure(class: String) on FIELD_DEFINITION
    type Query { thing: Thing } type Thing @record { id: ID @disclosure(class: KEY) label: Int @disclosure(class: KEY) known: String @disclosure(class: P0) new: String }`;
  const found = classify(parse(sdl));
  const ofThing = new Policy(found.records, testServices().profile.masks);
  const accessClass = ofThing.accessClass(OWNER);
  const observe = observers({ policy: ofThing, classified: found }, accessClass)('Thing', [
    selected('known'),
    selected('new'),
    ...ASKED_BESIDE,
  ]);
  const target = { known: 'k', new: 'n' };
  const state = new DisclosureState();
  observe?.(state, { ...target, __label: labelOf({ ownPart: true }), __id: '1' }, target);

  expect(target).toEqual({ known: 'k', new: null });
  expect(state.violations).toEqual(['Thing.new']);
});

it('believes no label that nobody asked for', () => {
  const observe = observers({ policy, classified }, policy.accessClass(OWNER))('Case', [selected('title')]);
  const target = { title: 'secret title' };
  const state = new DisclosureState();
  observe?.(state, { ...target, __label: labelOf({ ownPart: true }), __id: ID }, target);

  expect(target).toEqual({ title: null });
  expect(state.recordIds.size).toBe(0);
});

it('takes out of what is no record whatever is not open as such', () => {
  const fields = [selected('__typename'), selected('said')];
  const observe = observers({ policy, classified }, policy.accessClass(OWNER))('NobodyKnows', fields);
  const target = { __typename: 'NobodyKnows', said: 'secret' };
  const state = new DisclosureState();
  observe?.(state, { ...target }, target);

  expect(target).toEqual({ __typename: 'NobodyKnows', said: null });
  expect(state.violations).toEqual(['NobodyKnows.said']);
});

function selected(name: string): SelectedField {
  return { name, responseKey: name, sourceKey: name, hidden: false };
}
