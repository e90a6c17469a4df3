/** `npm run package -- check PATH…`: whether packages are whole, and what the four-property check says of them. */
import type { PackageCommand } from './command.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackage } from '../../subgraphs/packages/index.ts';

export const check: PackageCommand = {
  summary: 'whether packages are whole and pass the four-property check',
  help: `PATH…\n`,
  run: async (paths) => {
    let code = 0;
    for (const path of paths) {
      const result = await readPackage(path, { staging: join(tmpdir(), 'package-check') });
      if (result.ok) await result.package.close();
      else {
        code = 1;
        for (const { message } of result.faults) process.stdout.write(`${message}\n`);
      }
    }
    return code;
  },
};
