/** `npm run package -- COMMAND …`: offline packages. One command a file, in `package/`. */
import { StartError } from '../subgraphs/kernel/index.ts';
import type { PackageCommand } from './package/command.ts';
import { check } from './package/check.ts';
import { compare } from './package/compare.ts';
import { handover } from './package/handover.ts';
import { exportCases } from './package/export.ts';
import { GatewayRefusal } from './package/exchange/gateway-client.ts';
import { importCases } from './package/import.ts';
import { receive } from './package/receive.ts';

/** To add one: its file in `package/`, its line here. */
const COMMANDS: Readonly<Record<string, PackageCommand>> = {
  check,
  export: exportCases,
  import: importCases,
  compare,
  handover,
  receive,
};

const USAGE = `usage: npm run package -- COMMAND …

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join('\n')}

npm run package -- COMMAND --help tells more.
`;

/** What the person at the terminal can put right is a sentence; anything else is a fault. */
function tell(error: unknown): number {
  if (!(error instanceof StartError || error instanceof GatewayRefusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 1;
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  const isAsked = name === '--help' || name === '-h';
  (isAsked ? process.stdout : process.stderr).write(USAGE);
  process.exitCode = isAsked ? 0 : 1;
} else if (args.includes('--help')) {
  process.stdout.write(`usage: npm run package -- ${name} ${command.help}`);
} else {
  process.exitCode = await command.run(args).catch(tell);
}
