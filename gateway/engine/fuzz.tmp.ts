import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { startOracle } from '../../test/support/federation/apollo-oracle.ts';
import { summary } from '../../test/support/federation/compare.ts';
import { compose } from '../../test/support/federation/compose.ts';
import { federations } from '../../test/support/federation/federations.ts';
import { serveInMemory } from '../../test/support/federation/in-memory.ts';
import { randomOperation } from '../../test/support/federation/random-operation.ts';
import { executeMonolith, randomSubgraphs, readRules } from '../../test/support/federation/random-subgraphs.ts';
import { createEngine } from './index.ts';
import { isDeepStrictEqual } from 'node:util';
const [,, which, n, seed0, mode] = process.argv;
const world = fc.record({ seed: fc.nat(1_000), nulls: fc.constantFrom(0, 0, 5, 30), failures: fc.constantFrom(0, 0, 5, 20) });
const choices = fc.array(fc.nat(59), { minLength: 60, maxLength: 400, size: 'max' });
for (const [name, subgraphs] of Object.entries(federations)) {
  if (which !== 'all' && which !== name) continue;
  const supergraph = compose(subgraphs); const rules = readRules(subgraphs, supergraph);
  let serve: any; const engine = createEngine(supergraph, (r) => serve(r));
  const oracle = mode === 'oracle' ? await startOracle(supergraph, () => serve) : undefined;
  let stats = { runs: 0, skipped: 0, fetches: 0, nonEmpty: 0, errors: 0 };
  const result = await fc.check(fc.asyncProperty(world, choices, async (w, c) => {
    const op = randomOperation(rules.schema, c); const doc = parse(op.source);
    const v = validate(rules.schema, doc); if (v.length) { stats.skipped++; if (process.env.SHOWSKIP) console.log(v[0]!.message); fc.pre(false); }
    const mem = serveInMemory(randomSubgraphs(subgraphs, rules, w)); serve = mem.fetch; stats.runs++;
    const mono = summary(await executeMonolith(rules, w, doc, op.variables) as any);
    try { engine.prepare(doc, undefined) } catch (e: any) { if (/Expected a single parent|cannot be found in selection set|does not fetch/.test(e.originalError?.message)) { stats.nonEmpty++; fc.pre(false); } throw e; }
    const ours0 = await engine.prepare(doc, undefined).execute({ variables: op.variables, context: undefined, state: undefined }); const ours = summary(ours0);
    if (ours0.errors.some((e) => e.message === 'The operation cannot be planned.')) { stats.nonEmpty++; fc.pre(false); }
    stats.fetches += mem.requests.length; stats.errors += ours.nulled.length;
    if (!isDeepStrictEqual(ours, mono)) throw new Error('MONO');
    if (oracle) { const t = await oracle.execute(op.source, doc, op.variables); const th = summary(t as any); if (!isDeepStrictEqual(ours.data, th.data)) { const known = [/@(skip|include)\(if: \$/.test(op.source) && 'cond', /(__proto__|constructor|prototype|toString|_entities):/.test(op.source) && 'alias', /weight/.test(op.source) && /shipping/.test(op.source) && 'weight', (process.env.KNOWN && new RegExp(process.env.KNOWN).test(op.source)) && 'env'].filter(Boolean).join(); (stats as any)['o_' + known] = ((stats as any)['o_' + known] ?? 0) + 1; if (!known) throw new Error('ORACLE'); }; if (process.env.PATHS && !isDeepStrictEqual(ours.nulled, th.nulled)) { const k = 'paths' + (th.nulled.length > ours.nulled.length ? '>' : th.nulled.length < ours.nulled.length ? '<' : '=') + (/@(skip|include)\(if: \$/.test(op.source) ? 'cond' : ''); (stats as any)[k] = ((stats as any)[k] ?? 0) + 1; if (process.env.PATHS === k) throw new Error('P'); }; }
  }), { numRuns: Number(n), seed: Number(seed0) });
  console.log(name, result.failed ? 'FAILED' : 'ok', JSON.stringify(stats), result.numShrinks);
  if (result.failed) {
    const [w, c] = result.counterexample!; const op = randomOperation(rules.schema, c); const doc = parse(op.source);
    console.log(JSON.stringify(w)); console.log(op.source, JSON.stringify(op.variables));
    const mem = serveInMemory(randomSubgraphs(subgraphs, rules, w)); serve = mem.fetch;
    const mono = await executeMonolith(rules, w, doc, op.variables) as any;
    console.log('MONO', JSON.stringify(summary(mono)), JSON.stringify(mono.errors?.map((e: any) => [e.message, e.path])));
    try { const o = await engine.prepare(doc, undefined).execute({ variables: op.variables, context: undefined, state: undefined }); console.log('OURS', JSON.stringify(summary(o)), JSON.stringify(o.errors)); for (const r of [...mem.requests]) { console.log('  ->', r.service, r.query, JSON.stringify(r.variables)); try { console.log('  <-', JSON.stringify(await mem.fetch(r))); } catch (e) { console.log(e) } if (mem.requests.length > 40) break; }} catch (e: any) { console.log('ERR', e.message, e.originalError?.message, e.stack); }
    if (oracle) { const t = await oracle.execute(op.source, doc, op.variables); console.log('THEIRS', JSON.stringify(summary(t as any)), JSON.stringify(t.errors)); }
  }
  await oracle?.stop();
}
process.exit(0);
