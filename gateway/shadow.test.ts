/** A candidate policy decides along: its differences are counted, and nobody's answer is another. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIT, packStored } from '../schema/policy/label.ts';
import { DEFAULT_PROFILE } from '../schema/profile.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../subgraphs/kernel/index.ts';
import { access, testServices } from '../test/support/services.ts';
import { createMetrics } from './metrics.ts';
import { readCandidate, Shadow, type Difference } from './shadow.ts';

const OWN = packStored({
  custody: 'FORMING',
  openness: 'CLOSED',
  sensitive: false,
  destroyed: false,
  nonSharing: false,
});
const { policy } = testServices();
const NAMES = ['state', 'applicantName', 'applicantPhone', 'remarks'];

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'asg-shadow-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What a candidate with this schema or profile finds in a record of this label. */
function differencesOf(
  changed: { readonly sdl?: (live: string) => string; readonly profile?: object },
  { label = OWN, role = 'AGENCY' as const } = {},
): readonly Difference[] {
  const live = readProjectFile(SUPERGRAPH_FILE);
  const shadow = {
    supergraphFile: changed.sdl === undefined ? null : file('supergraph.graphql', changed.sdl(live)),
    profileFile: changed.profile === undefined ? null : file('profile.json', JSON.stringify(changed.profile)),
  };
  const candidate = readCandidate({ shadow }, DEFAULT_PROFILE);
  if (candidate === null) throw new Error('There is no candidate.');
  const own = policy.accessClass(access({ role, agency: 'A', useCause: 'check' }));
  const compared = { access: own, typeName: 'Case', names: NAMES, label };
  return new Shadow(candidate, DEFAULT_PROFILE.masks, () => undefined).compare({
    ...compared,
    live: policy.table(own, 'Case').decide(label),
  });
}

const looser = (live: string): string =>
  live.replace(/applicantPhone: String @disclosure\([^)]*\)/, 'applicantPhone: String @disclosure(class: P0)');

describe('a candidate', () => {
  it('is none unless one is named', () => {
    expect(readCandidate({ shadow: { supergraphFile: null, profileFile: null } }, DEFAULT_PROFILE)).toBeNull();
  });

  it('that decides alike differs in nothing', () => {
    expect(differencesOf({ sdl: (live) => live })).toEqual([]);
  });

  it('with another class differs in that field, where it comes out otherwise', () => {
    expect(differencesOf({ sdl: looser })).toEqual([
      { coordinate: 'Case.applicantPhone', from: 'WITHHOLD R12', to: 'SHOW R12', countable: true },
    ]);
    expect(differencesOf({ sdl: looser }, { label: OWN | BIT.OWN_PART })).toEqual([]);
  });

  it('without the field or the type differs too', () => {
    expect(
      differencesOf({ sdl: (live) => live.replace('\n  state: CaseState', '\n  status: CaseState') }),
    ).toMatchObject([{ coordinate: 'Case.state', from: 'SHOW R12', to: 'NONE' }]);
  });

  it('with another mask differs where the mask is given', () => {
    const opened = packStored({
      custody: 'HALL',
      openness: 'OPEN',
      sensitive: false,
      destroyed: false,
      nonSharing: false,
    });
    expect(differencesOf({ profile: { masks: { MOBILE: { suffix: 2 } } } }, { label: opened })).toEqual([
      { coordinate: 'Case.applicantPhone', from: 'MASK R11', to: 'MASK R11 (another mask)', countable: true },
    ]);
  });

  it('that cannot be read stops the start with a sentence', () => {
    const shadow = { supergraphFile: '/nowhere', profileFile: null };
    expect(() => readCandidate({ shadow }, DEFAULT_PROFILE)).toThrow(/SHADOW_SUPERGRAPH/);
    const bad = { supergraphFile: null, profileFile: file('bad.json', '{"masks":{"MOBILE":{"suffix":11}}}') };
    expect(() => readCandidate({ shadow: bad }, DEFAULT_PROFILE)).toThrow(/SHADOW_PROFILE.*masks\.MOBILE\.suffix/);
  });
});

describe('what is counted', () => {
  const difference = { coordinate: 'Case.title', from: 'SHOW R16', to: 'WITHHOLD R10-R14' };

  it('is records, by field and outcomes, and no more than one where the number would tell', async () => {
    const metrics = createMetrics();
    metrics.countDifference({ ...difference, countable: true, to: 'WITHHOLD R12' }, 7);
    for (const _ of [1, 2, 3]) metrics.countDifference({ ...difference, countable: false }, 1);

    const text = await metrics.text();
    expect(text).toContain('{coordinate="Case.title",from="SHOW R16",to="WITHHOLD R12"} 7');
    expect(text).toContain('{coordinate="Case.title",from="SHOW R16",to="WITHHOLD R10-R14"} 1');
  });
});
