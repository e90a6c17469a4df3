/** `npm run package -- handover …`: a transfer batch on a medium, for a hall that is not reached online. */
import { parseArgs } from 'node:util';
import { StartError } from '../../subgraphs/kernel/index.ts';
import type { PackageCommand } from './command.ts';
import { CALLER_HELP, CALLER_OPTIONS, readCaller } from './exchange/options.ts';
import { startProgress } from './exchange/progress.ts';
import { handOver, type HandOverOptions } from './exchange/transfer-run.ts';

const text = { type: 'string' } as const;

export const handover: PackageCommand = {
  summary: 'a transfer batch as one folder for a medium (离线移交)',
  help: `--url URL --token TOKEN --batch KEY --into DIR

Writes a batch that was handed over (submitTransferBatch) into DIR/NUMBER: 说明文件.TXT, 目录文件.XML, and a package for
each record the hall waits for, as an archivist of the agency. Every read is decided and on the access log. Ended at any
point and started again, packages that are there and still right are kept. \`npm run package -- check DIR/NUMBER\` checks it.

${CALLER_HELP}  --batch KEY         key of the batch (transferBatches { id })
  --into DIR          where the folder is made
  --transactor NAME   who hands the medium over (移交人); the agency unless given
`,
  run: async (args) => {
    const { folder, records, bytes } = await handOver(readOptions(args), startProgress('records'));
    process.stdout.write(`${records} records, ${bytes} bytes\n${folder}\n`);
    return 0;
  },
};

/** @throws StartError naming what is wrong */
function readOptions(args: readonly string[]): HandOverOptions {
  const { values } = parse(args);
  if (values.batch === undefined || values.into === undefined)
    throw new StartError('--batch KEY and --into DIR are needed.');
  return {
    caller: readCaller(values),
    batchId: values.batch,
    into: values.into,
    transactor: values.transactor ?? '移交单位',
  };
}

function parse(args: readonly string[]) {
  try {
    const options = { ...CALLER_OPTIONS, batch: text, into: text, transactor: text };
    return parseArgs({ args: [...args], options });
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : 'Unknown option.', { cause });
  }
}
