/** Operations are prepared once, for whoever they are the same for, and for nobody else. */
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import type { AccessContext } from '../schema/actor.ts';
import { classify } from '../schema/policy/classify.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../subgraphs/kernel/index.ts';
import { access, testServices } from '../test/support/services.ts';
import { AccessLog } from './access-log.ts';
import { createEngine } from './engine/index.ts';
import type { Engine } from './engine.ts';
import { Executor } from './executor.ts';

const supergraph = readProjectFile(SUPERGRAPH_FILE);
const { policy } = testServices();
const ASKING = access({ agency: 'A', useCause: 'check' });

/** How often something was prepared, and a way to ask. */
function start() {
  const engine = createEngine<AccessContext>(supergraph, async () => ({ data: { case: null } }));
  const prepared: string[] = [];
  const counting: Engine<AccessContext> = {
    ...engine,
    prepare: (document, operationName, options) => {
      prepared.push(operationName ?? '');
      return engine.prepare(document, operationName, options);
    },
  };
  const executor = new Executor({
    engine: counting,
    policy,
    classified: classify(parse(supergraph)),
    schemaFor: () => counting.apiSchema,
    shadow: null,
    log: new AccessLog(async () => undefined),
    entriesFor: () => [],
    onViolation: () => undefined,
  });
  const ask = (asked: { source?: string; operationName?: string; as?: AccessContext } = {}) => {
    const { source = '{ case(id: "1") { title } }', operationName, as = ASKING } = asked;
    return executor.execute({
      document: parse(source),
      source,
      operationName,
      variables: {},
      access: as,
      strict: false,
    });
  };
  return { prepared, ask };
}

it('an operation that many ask at once is prepared once', async () => {
  const { prepared, ask } = start();
  await Promise.all(Array.from({ length: 50 }, () => ask()));
  await ask({ as: { ...ASKING, actorId: 'other', requestId: 'other', agency: 'B' } });

  expect(prepared).toHaveLength(1);
});

it.each([
  ['another text', { source: '{ case(id: "2") { title } }' }],
  ['another role', { as: access({ role: 'AUDITOR', useCause: 'check' }) }],
  ['no use cause', { as: { ...ASKING, useCause: null } }],
  ['another version of the policy', { as: { ...ASKING, policyVersion: 'next' } }],
])('%s is prepared anew', async (_title, other) => {
  const { prepared, ask } = start();
  await ask();
  await ask(other);
  await ask(other);

  expect(prepared).toHaveLength(2);
});

it('of one text each operation is prepared by itself', async () => {
  const { prepared, ask } = start();
  const source = 'query One { case(id: "1") { title } } query Two { case(id: "2") { state } }';
  for (const operationName of ['One', 'Two', 'One']) await ask({ source, operationName });

  expect(prepared).toEqual(['One', 'Two']);
});

it('what cannot be prepared is not remembered as if it could', async () => {
  const { prepared, ask } = start();
  const source = 'query One { case(id: "1") { title } }';
  for (let times = 0; times < 2; times += 1) await expect(ask({ source, operationName: 'Two' })).rejects.toThrow();

  expect(prepared).toHaveLength(2);
});
