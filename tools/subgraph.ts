/** `npm run subgraph -- NAME`: one subgraph alone behind HTTP. */
import { SUBGRAPHS } from '../gateway/index.ts';

const [name] = process.argv.slice(2);
if (name !== undefined && SUBGRAPHS.some((each) => each.name === name)) {
  await import(new URL(`../subgraphs/${name}/main.js`, import.meta.url).href);
} else {
  process.stderr.write(`usage: npm run subgraph -- ${SUBGRAPHS.map((each) => each.name).join('|')}\n`);
  process.exitCode = 1;
}
