/** Parts of a request by themselves: the decision engine without rows around it, the access log without answers. */
import { randomUUID } from 'node:crypto';
import { parse } from 'graphql';
import { SUBGRAPHS } from '../../gateway/index.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { toAccessClass } from '../../schema/policy/access-class.ts';
import { classify } from '../../schema/policy/classify.ts';
import { unpackLabel } from '../../schema/policy/label.ts';
import { Policy } from '../../schema/policy/policy.ts';
import { decideField } from '../../schema/policy/rules.ts';
import { decideRecord, redact } from '../../schema/policy/table.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { loadServices, readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import type { AccessLogRow } from '../../subgraphs/sharing/index.ts';
import { benchConfig } from './bench-config.ts';
import { cannedCases } from './cheap-rows.ts';
import { demoGrant } from './cheap-sharing.ts';
import { median } from './measure.ts';
import { NOBODY } from './open-policy.ts';
import { openRows } from './real-rows.ts';
import { table } from './report.ts';

const ROUNDS = 9;

interface Part {
  readonly what: string;
  readonly value: string;
}

export async function measureParts(options: { keyDir: string; databaseUrl: string | null }): Promise<string> {
  const parts = [...decisions(), ...(await accessLog(options))];
  return table(
    ['part', 'cost'],
    parts.map(({ what, value }) => [what, value]),
  );
}

function decisions(): Part[] {
  const { records } = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
  const type = records.get('Case');
  if (type === undefined) throw new RangeError('The supergraph has no cases.');
  const policy = new Policy(records, DEFAULT_PROFILE.masks);
  const context: AccessContext = { ...NOBODY, ...asking() };
  const access = toAccessClass(context);
  const rows = cannedCases(records).map((each) => each.case);
  const labels = [...new Set(rows.map(({ label }) => label))];
  const redacted = perItem(rows.length, () => {
    const copies = rows.map((row) => ({ ...row }) as Record<string, unknown>);
    return () => {
      const cases = policy.table(policy.accessClass(context), 'Case');
      copies.forEach((row, index) => redact(row, cases.decide(rows[index]?.label ?? 0), policy.masks));
    };
  });
  const decided = perItem(labels.length * type.fields.length, () => () => {
    for (const label of labels) for (const field of type.fields) decideField(access, unpackLabel(label), field);
  });
  const tabled = perItem(labels.length, () => () => {
    for (const label of labels) decideRecord(access, label, type);
  });
  const fields = type.fields.length;
  return [
    {
      what: `a case of ${fields} fields, decided by its label and redacted`,
      value: `${Math.round(redacted)} ns a row`,
    },
    { what: 'one field decided anew by R4–R17', value: `${perSecond(decided)} decisions/s` },
    { what: `a label met for the first time, all ${fields} fields`, value: `${Math.round(tabled)} ns a label` },
  ];
}

function asking(): Partial<AccessContext> {
  const grant = demoGrant();
  return { role: 'AGENCY', agency: grant.grantee, useCause: grant.useCauses[0] ?? null, grant };
}

/** Nanoseconds per item, the median of some rounds; `prepare` is not counted. */
function perItem(items: number, prepare: () => () => void): number {
  const round = (): number => {
    const runs = Array.from({ length: Math.max(1, Math.round(20_000 / items)) }, prepare);
    const startedAtMs = performance.now();
    for (const run of runs) run();
    return ((performance.now() - startedAtMs) * 1e6) / items / runs.length;
  };
  for (let warm = 0; warm < ROUNDS; warm += 1) round();
  return median(Array.from({ length: ROUNDS }, round));
}

const LOG_ROWS = 400;
const GROUP = 200;

/** As `sharing` writes it, durably; one transaction a row against one a group. */
async function accessLog({ keyDir, databaseUrl }: { keyDir: string; databaseUrl: string | null }): Promise<Part[]> {
  const database = await openRows(databaseUrl);
  try {
    const sharing = SUBGRAPHS.find(({ name }) => name === 'sharing');
    const running = await sharing?.start(database, loadServices(benchConfig(keyDir)));
    const write = async (size: number): Promise<number> => {
      const startedAtMs = performance.now();
      for (let written = 0; written < LOG_ROWS; written += size)
        await running?.call('appendLog', Array.from({ length: size }, logRow));
      return (performance.now() - startedAtMs) / LOG_ROWS;
    };
    await write(GROUP);
    const [single, grouped] = [await write(1), await write(GROUP)];
    const where = databaseUrl === null ? 'PGlite in memory' : 'PostgreSQL';
    const told = `${perSecond(grouped * 1e6)} rows/s, **${(single / grouped).toFixed(1)}×** one by one`;
    return [{ what: `access log on ${where}, ${GROUP} waiting rows in one transaction`, value: told }];
  } finally {
    await database.close();
  }
}

function logRow(): AccessLogRow {
  const outcome = { coordinate: 'Case.applicantName', outcome: 'MASK', rule: 'R15', count: 50 };
  const records = Array.from({ length: 50 }, () => randomUUID());
  return {
    at: NOBODY.at,
    requestId: randomUUID(),
    actorId: 'bench',
    role: 'AGENCY',
    agency: null,
    onBehalfOf: null,
    grantId: null,
    useCause: null,
    operationHash: '0'.repeat(64),
    policyVersion: 'bench',
    outcomes: Array.from({ length: 10 }, () => outcome),
    recordIds: { Case: records },
    demandId: null,
    about: records,
    granted: [],
    refusal: null,
  };
}

function perSecond(ns: number): string {
  return Math.round(1e9 / ns).toLocaleString('en');
}
