/** `npm run package -- receive …`: a transfer on a medium into the reception of its hall. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../../subgraphs/kernel/index.ts';
import type { PackageCommand } from './command.ts';
import { CALLER_HELP, CALLER_OPTIONS, readCaller } from './exchange/options.ts';
import { findBatchOf, takeIn } from './exchange/transfer-run.ts';

const text = { type: 'string' } as const;

export const receive: PackageCommand = {
  summary: 'a transfer on a medium into the reception of its hall (离线接收)',
  help: `--url URL --token TOKEN [--batch KEY] PATH

Hands in the folder of a transfer, or the same as one zip, as an archivist of the hall. It is read whole before anything of
it is kept, and held against the batch and what was archived; then checkTransferBatch and issueTransferReceipt go on as
after an online transfer.

  TAKEN          its content is in the reception
  ALREADY_THERE  nothing of it is waited for
  REFUSED        with all reasons, and nothing was kept

Ended at any point and started again, it brings what is missing.

${CALLER_HELP}  --batch KEY         key of the batch; the one that 目录文件.XML of the folder names unless given
`,
  run: async (args) => {
    const { values, positionals } = parse(args);
    const [path, second] = positionals;
    if (path === undefined || second !== undefined) throw new StartError('One folder or zip is needed.');
    const caller = readCaller(values);
    const batchId = values.batch ?? (await findBatchOf(caller, path));
    const work = await mkdtemp(join(tmpdir(), 'asg-receive-'));
    try {
      const { outcome, batchNumber, records, files, reasons } = await takeIn({ caller, path, batchId, work });
      process.stdout.write(`${batchNumber}: ${outcome}, ${records} records, ${files} files\n`);
      for (const { code, message, path: entry } of reasons)
        process.stdout.write(`  ${code}  ${entry === null || message.includes(entry) ? '' : `${entry}: `}${message}\n`);
      return outcome === 'REFUSED' ? 1 : 0;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...CALLER_OPTIONS, batch: text } });
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : 'Unknown option.', { cause });
  }
}
