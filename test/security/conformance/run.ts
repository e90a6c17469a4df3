/** `npx tsx run.ts --url URL [--callers FILE]`: holds any gateway against the suite. `README.md` says what it needs. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judge, readCases, RULES, type Ask } from './suite.ts';

const { values } = parseArgs({
  options: { url: { type: 'string' }, callers: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true || values.url === undefined) {
  process.stdout.write(`--url URL        where the gateway under test answers GraphQL
--callers FILE   JSON: for each of ${Object.keys(RULES.callers).join(', ')} the headers that it sends
`);
  process.exit(values.help === true ? 0 : 2);
}
const { url } = values;
const headersOf = (values.callers === undefined ? {} : JSON.parse(readFileSync(values.callers, 'utf8'))) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;
/** Unless the file says otherwise, a caller is named in a header of that name. */
const ask: Ask = async (caller, query) => {
  const headers = { 'content-type': 'application/json', ...(headersOf[caller] ?? { 'x-caller': caller }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await answer.json()) as Awaited<ReturnType<Ask>>;
};

const byTheme = new Map<string, { right: number; wrong: number }>();
for (const each of readCases()) {
  const problem = await judge(ask, each);
  const count = byTheme.get(each.theme) ?? { right: 0, wrong: 0 };
  byTheme.set(each.theme, {
    right: count.right + (problem === null ? 1 : 0),
    wrong: count.wrong + (problem === null ? 0 : 1),
  });
  if (problem !== null) process.stdout.write(`${each.theme}, as ${each.caller}: ${each.query}\n  ${problem}\n`);
}
for (const [theme, { right, wrong }] of byTheme) process.stdout.write(`${theme}: ${right} of ${right + wrong}\n`);
process.exitCode = [...byTheme.values()].every(({ wrong }) => wrong === 0) ? 0 : 1;
