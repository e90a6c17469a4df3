/** In the order they run. Forward only. */
import type { NamedMigration } from '../../kernel/index.ts';
import { feed as M0005 } from './0005-feed.ts';
import { M as M0001 } from './0001-tables.ts';

export const migrations: readonly NamedMigration[] = [{ name: '0001-tables', class: M0001 }, M0005];
