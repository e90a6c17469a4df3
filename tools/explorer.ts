/** Builds the explorer where it is missing or older than its sources; beside the database, which takes as long to open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, StartError } from '../subgraphs/kernel/index.ts';

export async function buildExplorer(): Promise<void> {
  const root = projectRoot();
  const sources = join(root, 'gateway', 'explorer');
  const page = join(root, 'dist', 'explorer', 'index.html');
  if (!existsSync(sources) || (existsSync(page) && statSync(page).mtimeMs > newestIn(sources))) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const build = [
    vite,
    'build',
    '--config',
    join(sources, 'vite.config.ts'),
    '--mode',
    'production',
    '--logLevel',
    'warn',
  ];
  const [code] = (await once(spawn(process.execPath, build, { cwd: root, stdio: 'inherit' }), 'exit')) as [
    number | null,
  ];
  if (code !== 0) throw new StartError('The explorer could not be built; see above.');
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(tsx?|css|html|svg)$/.test(entry.name),
  );
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
