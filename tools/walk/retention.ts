/**
 * One record from a hold to its tombstone. Every step says what it expects; the first that comes out otherwise ends the
 * walk with an error.
 */
import { archived } from '../demo/case-spec.ts';
import { caseRow, materialRows, stepRows } from '../demo/cases.ts';
import { demoCaseId } from '../demo/case-names.ts';
import { openMemoryStage, type Answer, type MemoryStage } from './in-memory.ts';

export type Print = (line: string) => void;

/** A lease that was registered in 2013 and is kept for ten years. */
const SPEC = archived('walk-lease', ['lease', 'demo-citizen'], '2013-05-20');
const CASE_ID = demoCaseId(SPEC.key);

export async function walk(print: Print): Promise<void> {
  const stage = await openMemoryStage();
  try {
    await new RetentionWalk(stage, print).run();
  } finally {
    await stage.close();
  }
}

interface Act {
  readonly subject: Readonly<Record<string, unknown>> | null;
  readonly violations: readonly { readonly code: string; readonly clause: string }[];
}

const WATCHERS = [
  'housing',
  'transport',
  'city-archives',
  'archives-authority',
  'auditor',
  'citizen',
  'enterprise',
] as const;

const LOOK = `query ($id: ID!) { case(id: $id) {
  title applicantName materials { name } tombstone { recordCode destroyedOn listNumber }
  retention { state dueOn held tombstone { listNumber } } } }`;

class RetentionWalk {
  readonly #stage: MemoryStage;
  readonly #print: Print;
  #steps = 0;

  constructor(stage: MemoryStage, print: Print) {
    this.#stage = stage;
    this.#print = print;
  }

  async run(): Promise<void> {
    await this.#load();
    await this.#look('before');
    await this.#appraise();
    const listId = await this.#list();
    await this.#hold(listId);
    await this.#execute(listId);
    await this.#certify(listId);
    await this.#look('afterwards');
  }

  async #load(): Promise<void> {
    const { house } = this.#stage;
    await house.call('cases', 'load', { cases: [caseRow(SPEC)], steps: stepRows(SPEC), materials: materialRows(SPEC) });
    await house.settle();
    this.#print(`One record of the housing bureau: completed on ${SPEC.completedOn}, kept for ten years. ${CASE_ID}`);
  }

  async #appraise(): Promise<void> {
    const hold = `placeHold(input: { caseId: "${CASE_ID}", reason: LITIGATION, ground: "（2026）行初字第12号", until: "2027-06-30" })`;
    const { id } = await this.#act('housing-archivist', hold, 'id');
    await this.#refused('housing-appraiser', `liftHold(id: "${id}", reason: "结案")`, 'FORBIDDEN');
    await this.#act('housing-archivist', `liftHold(id: "${id}", reason: "一审生效")`, 'liftedOn');
    await this.#act('housing-archivist', 'registerExpiry', 'expired');
  }

  async #list(): Promise<string> {
    const appraisal = await this.#act(
      'housing-appraiser',
      `openAppraisal(number: "鉴-2026-1", caseIds: ["${CASE_ID}"])`,
      'id state',
    );
    const of = `appraisalId: "${appraisal['id']}"`;
    const about = `caseId: "${CASE_ID}"`;
    await this.#act(
      'housing-appraiser',
      `giveOpinion(input: { ${of}, ${about}, recommendation: DESTROY, text: "保管期满，无继续保存价值" })`,
      'items { opinions { appraiser recommendation } }',
    );
    const conclusion = `concludeAppraisal(input: { ${of}, report: "同意销毁", conclusions: [{ ${about}, conclusion: DESTROY }] })`;
    await this.#act('housing-appraiser', conclusion, 'state concludedOn');
    const list = await this.#act(
      'housing-appraiser',
      `proposeDestruction(${of}, number: "销-Z901-2026-9")`,
      'id state',
    );
    await this.#refused('housing-appraiser', `approveDestruction(listId: "${list['id']}")`, 'FORBIDDEN');
    await this.#act('housing-approver', `approveDestruction(listId: "${list['id']}")`, 'state');
    return String(list['id']);
  }

  async #hold(listId: string): Promise<void> {
    const hold = `placeHold(input: { caseId: "${CASE_ID}", reason: INSPECTION, ground: "专项检查通知" })`;
    const { id } = await this.#act('archives-authority', hold, 'id reason');
    await this.#act('housing-supervisor', `superviseDestruction(listId: "${listId}")`, 'state');
    await this.#refused('housing-supervisor', `superviseDestruction(listId: "${listId}")`, 'SAME_PERSON_TWICE');
    await this.#refused('housing-operator', `executeDestruction(listId: "${listId}")`, 'SUPERVISORS_MISSING', 'HELD');
    await this.#act('housing-supervisor-2', `superviseDestruction(listId: "${listId}")`, 'people { hand actor }');
    await this.#refused('housing-archivist', `liftHold(id: "${id}", reason: "完成")`, 'HOLD_OF_OTHERS');
    await this.#act('archives-authority', `liftHold(id: "${id}", reason: "检查完成")`, 'liftedOn');
  }

  async #execute(listId: string): Promise<void> {
    const set = 'registerBackupSet(input: { label: "2024年离线备份光盘", medium: OFFLINE, takenOn: "2024-12-31" })';
    const { id } = await this.#act('housing-operator', set, 'id medium');
    await this.#act('housing-operator', `executeDestruction(listId: "${listId}")`, 'state executedOn');
    await this.#stage.house.settle();
    await this.#refused('housing-operator', `issueCertificate(listId: "${listId}")`, 'BACKUP_UNCONFIRMED');
    const confirmation = `confirmBackupErasure(input: { listId: "${listId}", setId: "${id}", method: "粉碎" })`;
    await this.#act('housing-operator', confirmation, 'label');
  }

  async #certify(listId: string): Promise<void> {
    await this.#act(
      'housing-operator',
      `issueCertificate(listId: "${listId}")`,
      'recordsDestroyed recordsKept rows files bytes digestSm3',
    );
    const answer = await this.#stage.ask('auditor', `{ destructionLists { id certificate { body } } }`);
    const lists = answer.data?.['destructionLists'] as { id: string; certificate: { body: string } | null }[];
    const body = lists.find(({ id }) => id === listId)?.certificate?.body ?? '';
    this.#print(`\nThe certificate, as the auditor reads it:\n${JSON.stringify(JSON.parse(body), null, 2)}`);
  }

  /** What each identity is shown of the record. */
  async #look(when: string): Promise<void> {
    this.#print(`\nThe record ${when}, as each sees it:`);
    for (const as of WATCHERS) {
      const { data } = await this.#stage.ask(as, LOOK, { id: CASE_ID });
      this.#print(`  ${as.padEnd(20)} ${JSON.stringify(data?.['case'] ?? null)}`);
    }
    this.#print('');
  }

  async #act(as: string, act: string, fields: string): Promise<Readonly<Record<string, unknown>>> {
    const { subject, violations } = await this.#run(as, act, fields);
    if (subject === null) throw new Error(`${as}: ${act} was refused: ${JSON.stringify(violations)}`);
    this.#say(as, act, JSON.stringify(subject));
    return subject;
  }

  /** Refused with exactly these codes, each with its clause, or not even tried. */
  async #refused(as: string, act: string, ...codes: string[]): Promise<void> {
    const { violations } = await this.#run(as, act, '__typename');
    const found = violations.map(({ code }) => code);
    if (found.join() !== codes.join()) throw new Error(`${as}: ${act} came to ${JSON.stringify(violations)}`);
    this.#say(as, act, `refused: ${violations.map(({ code, clause }) => `${code} (${clause})`).join(', ')}`);
  }

  async #run(as: string, act: string, fields: string): Promise<Act> {
    const query = `mutation { act: ${act} { subject { ${fields} } violations { code clause } } }`;
    const answer = await this.#stage.ask(as, query);
    const error = codeOf(answer);
    if (error !== null) return { subject: null, violations: [error] };
    return answer.data?.['act'] as Act;
  }

  #say(as: string, act: string, what: string): void {
    this.#steps += 1;
    this.#print(`${String(this.#steps).padStart(2)}  ${as.padEnd(20)} ${act.replace(/\(.*/s, '').padEnd(22)} ${what}`);
  }
}

function codeOf({ errors }: Answer): { readonly code: string; readonly clause: string } | null {
  const [error] = errors ?? [];
  if (error === undefined) return null;
  return { code: String(error.extensions?.['code'] ?? error.message), clause: String(error.extensions?.['clause']) };
}
