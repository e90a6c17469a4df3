/** `npm run migration -- NAME WHAT`: writes the migration that brings the tables of one subgraph up to its entities. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outboxMigration, projectRoot, type Subgraph } from '../subgraphs/kernel/index.ts';
import { openPglite } from '../subgraphs/wire/index.ts';
import { SUBGRAPHS } from '../gateway/index.ts';

const [name, what] = process.argv.slice(2);
const subgraph = SUBGRAPHS.find((each) => each.name === name);
if (subgraph === undefined || what === undefined || !/^[a-z-]+$/.test(what)) {
  process.stderr.write('usage: npm run migration -- cases|licences|retention|holdings|sharing what-changes\n');
  process.exitCode = 1;
} else {
  await write(subgraph, what);
}

async function write(subgraph: Subgraph, what: string): Promise<void> {
  const database = await openPglite(null);
  const migrations = [outboxMigration(subgraph.name), ...subgraph.migrations];
  const { orm } = await database.orm({ schema: subgraph.name, entities: subgraph.entities, migrations });
  const statements = (await orm.schema.getUpdateSchemaSQL()).split(/;\n/).map((each) => each.trim().replace(/;$/, ''));
  await database.close();
  const kept = statements.filter(
    (each) => each !== '' && !each.startsWith('create schema') && !each.startsWith('set '),
  );
  if (kept.length === 0) return void process.stdout.write('Tables and entities already match.\n');
  const folder = join(projectRoot(), 'subgraphs', subgraph.name, 'migrations');
  const number = String(subgraph.migrations.length + 1).padStart(4, '0');
  writeFileSync(join(folder, `${number}-${what}.ts`), toFile(kept));
  const index = join(folder, 'index.ts');
  writeFileSync(index, toIndex(readFileSync(index, 'utf8'), `${number}-${what}`));
  process.stdout.write(`${folder}/${number}-${what}.ts: ${kept.length} statements\n`);
}

function toFile(statements: readonly string[]): string {
  const lines = statements.map((each) => `    this.addSql(\`${each.replaceAll('`', '\\`')}\`);`);
  return `import { Migration } from '@mikro-orm/migrations';\n\nexport class M extends Migration {\n  override up(): void {\n${lines.join('\n')}\n  }\n}\n`;
}

function toIndex(index: string, file: string): string {
  const alias = `M${file.slice(0, 4)}`;
  return index.replace(/(import type [^\n]*\n)/, `$1import { M as ${alias} } from './${file}.ts';\n`).replace(
    /\[([^\]]*)\];\n$/,
    // The formatter breaks a long list, and then ends it with a comma.
    (_all, items: string) =>
      `[${items.trim().replace(/,$/, '')}${items.trim() === '' ? '' : ', '}{ name: '${file}', class: ${alias} }];\n`,
  );
}
