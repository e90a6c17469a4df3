/**
 * What follows a transfer: opening review, the same question before and after it for three who ask, and a certified
 * copy that a script verifies with nothing but the published keys. Every step says what it expects.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { verifyCopy } from '../verify-copy.ts';
import type { HallStage } from './hall-stage.ts';

/** Who asks, and as which demo identity. */
const WATCHERS = { citizen: 'citizen', transport: 'transport', 'the public': 'public' } as const;

const LOOK = `query ($id: ID!, $case: ID!) { archivalRecord(id: $id) { openingState referenceCode title }
  case(id: $case) { result applicantName applicantIdNumber } }`;

/** @param of the record that has been received, and its case */
export async function walkOpening(
  stage: HallStage,
  of: { readonly recordId: string; readonly caseId: string },
): Promise<void> {
  const walk = new OpeningWalk(stage, of);
  await walk.look('before the review');
  await walk.review();
  await walk.look('after it');
  await walk.copy();
}

interface Acted {
  readonly subject: Readonly<Record<string, string | null>> | null;
  readonly violations: readonly { readonly code: string; readonly clause: string }[];
}

class OpeningWalk {
  readonly #stage: HallStage;
  readonly #recordId: string;
  readonly #caseId: string;

  constructor(stage: HallStage, { recordId, caseId }: { readonly recordId: string; readonly caseId: string }) {
    this.#stage = stage;
    this.#recordId = recordId;
    this.#caseId = caseId;
  }

  /** The same question for each. What is withheld is null, here a dash. */
  async look(when: string): Promise<void> {
    this.#stage.step(`${when}: the same question`);
    for (const [name, as] of Object.entries(WATCHERS)) {
      const { data } = await this.#stage.answer(as, LOOK, { id: this.#recordId, case: this.#caseId });
      const seen = { ...part(data?.['archivalRecord']), ...part(data?.['case']) };
      const told = Object.entries(seen).map(([field, value]) => `${field} ${value === null ? '–' : String(value)}`);
      this.#stage.note(`${name.padEnd(10)} ${told.length === 0 ? 'no such record' : told.join(' · ')}`);
    }
  }

  async review(): Promise<void> {
    const content = 'result: OPEN, statement: "不涉及控制范围", earlyGround: "经济类档案，可提前开放"';
    const proposal = `proposeOpening(input: { recordId: "${this.#recordId}", ${content} })`;
    const { id } = await this.#act('city-archives-reviewer', proposal, 'the hall proposes to open it');
    const decision = `decideOpening(input: { reviewId: "${id}", ${content} })`;
    await this.#refused('city-archives-approver', decision, 'a decision without the opinion of the unit is refused');
    const opinion = `adviseOpening(input: { reviewId: "${id}", result: OPEN })`;
    await this.#act('housing-reviewer', opinion, 'housing, which formed it, gives its opinion');
    await this.#act('city-archives-approver', decision, 'a second person of the hall decides');
  }

  async copy(): Promise<void> {
    const wish = `requestUse(input: { keeper: "${DEMO_BODIES.cityArchives}", wanted: "本人办理的住房事项", purpose: "办理公证",
      proof: "居民身份证", forWhom: "申请人本人", kind: CERTIFIED })`;
    const { id } = await this.#act('citizen', wish, 'the citizen asks for a certified copy');
    const accept = `acceptUse(id: "${id}", recordId: "${this.#recordId}")`;
    const { consentOf } = await this.#act('city-archives-copier', accept, 'the hall takes it up', 'id consentOf');
    if (consentOf !== null)
      await this.#act('housing-reviewer', `consentToUse(id: "${id}", isGiven: true)`, 'housing consents');
    const approve = `approveUse(id: "${id}", issuedAs: "云岭市档案馆")`;
    await this.#act('city-archives-approver', approve, 'a second person approves');
    const drawn = await this.#act('citizen', `drawCopy(id: "${id}")`, 'the copy is made', 'copyNumber downloadLink');
    await this.#verify(String(drawn['downloadLink']), String(drawn['copyNumber']));
  }

  async #verify(link: string, number: string): Promise<void> {
    const { get, note, step, url } = this.#stage;
    const copy = Buffer.from(await (await get('citizen', link)).arrayBuffer());
    const { keys } = (await (await fetch(`${url}/.well-known/copy-keys.json`)).json()) as {
      readonly keys: Parameters<typeof verifyCopy>[1];
    };
    const verdict = verifyCopy(copy, keys);
    expect(typeof verdict === 'object' && verdict['number'] === number, `the copy verifies: ${String(verdict)}`);
    step(`copy ${number}, ${copy.length} bytes: valid, by the script and the published keys alone`);
    // For the reader to open, to verify again, and to change a byte of.
    const folder = mkdtempSync(join(tmpdir(), 'certified-copy-'));
    writeFileSync(join(folder, 'copy.pdf'), copy);
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys }));
    note(`npm run -s verify-copy -- ${folder}/copy.pdf ${folder}/keys.json`);
    const changed = Buffer.from(copy);
    changed[copy.length >> 1] = (changed[copy.length >> 1] ?? 0) ^ 1;
    const refusal = verifyCopy(changed, keys);
    expect(typeof refusal === 'string', 'a changed byte is noticed');
    step(`one bit of it changed: not valid (${String(refusal)})`);
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(copy)], { type: 'application/pdf' }), 'copy.pdf');
    const headers = { accept: 'application/json' };
    const said = await (await fetch(`${url}/verify`, { method: 'POST', body: form, headers })).json();
    step(`the public page, without a login: ${JSON.stringify(said)}`);
  }

  async #act(as: string, call: string, what: string, fields = 'id'): Promise<Readonly<Record<string, string | null>>> {
    const { subject, violations } = await this.#send(as, call, fields);
    expect(violations.length === 0 && subject !== null, `${what}: ${violations.map(({ code }) => code).join(', ')}`);
    this.#stage.step(`${what} (${as})`);
    return subject ?? {};
  }

  async #refused(as: string, call: string, what: string): Promise<void> {
    const { violations } = await this.#send(as, call, 'id');
    expect(violations.length > 0, what);
    this.#stage.step(what);
    for (const { code, clause } of violations) this.#stage.note(`${code} (${clause})`);
  }

  async #send(as: string, call: string, fields: string): Promise<Acted> {
    const query = `mutation { ${call} { subject { ${fields} } violations { code clause } } }`;
    const { data, errors } = await this.#stage.answer(as, query);
    const [result] = Object.values(data ?? {}) as Acted[];
    if (result === undefined || result === null) throw new Error(`${call.slice(0, 30)}…: ${JSON.stringify(errors)}`);
    return result;
  }
}

function part(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function expect(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`The walk came out otherwise than it must: ${what}`);
}
