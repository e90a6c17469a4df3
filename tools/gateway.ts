/**
 * `npm run -s gateway`: the gateway alone, with the subgraphs at the addresses in SUBGRAPHS.
 * With SUPERGRAPH=file: any Federation 2 supergraph, with the subgraphs at the addresses it names, without our rules.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHouse, startAnySupergraph, startGateway, watchSupergraph, type Overrides } from '../gateway/index.ts';
import {
  loadServices,
  projectRoot,
  readConfig,
  StartError,
  SUPERGRAPH_FILE,
  type Config,
} from '../subgraphs/kernel/index.ts';
import { runUntilSignal } from '../subgraphs/wire/index.ts';

const HELP = `npm run -s gateway [-- options], with SUPERGRAPH=file only:
  --override-labels a,b    labels of @override(label:) that are on
  --override-percent n     @override(label: "percent(x)") holds where x is above n; 100 unless told
  --help                   this text
`;

await runUntilSignal(async () => {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(HELP);
    return async () => {};
  }
  const config = readConfig();
  if (config.supergraphFile !== null) return startAny(config, config.supergraphFile, options);
  if (Object.keys(options).length > 0) throw new StartError(`There are no overrides without SUPERGRAPH.\n\n${HELP}`);
  return startOurs(config);
});

/** Null when help is wanted. */
function readOptions(): Overrides | null {
  const { values } = parse();
  if (values.help === true) return null;
  const labels = values['override-labels'];
  const percent = values['override-percent'];
  if (percent !== undefined && !(Number(percent) >= 0 && Number(percent) <= 100)) {
    throw new StartError(`--override-percent must be a number from 0 to 100.\n\n${HELP}`);
  }
  return {
    ...(labels === undefined ? {} : { labels: new Set(labels.split(',').filter((label) => label !== '')) }),
    ...(percent === undefined ? {} : { percent: Number(percent) }),
  };
}

function parse() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: { 'override-labels': text, 'override-percent': text, help: { type: 'boolean' } },
    });
  } catch (cause) {
    throw new StartError(`${cause instanceof Error ? cause.message : 'Unknown option.'}\n\n${HELP}`, { cause });
  }
}

async function startOurs(config: Config): Promise<() => Promise<void>> {
  const services = loadServices(config);
  const house = await openHouse(config, services);
  const gateway = await startGateway({ config, services, house });
  const file = join(projectRoot(), SUPERGRAPH_FILE);
  const stopWatching = watchSupergraph({ file, gateway, logLevel: config.logLevel });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await stopWatching();
    await gateway.close();
    await house.close();
  };
}

async function startAny(config: Config, file: string, overrides: Overrides): Promise<() => Promise<void>> {
  const gateway = await startAnySupergraph({ config, file, overrides });
  const stopWatching = watchSupergraph({ file, gateway, logLevel: config.logLevel });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await stopWatching();
    await gateway.close();
  };
}
