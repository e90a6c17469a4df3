/** In the order they run. Forward only. */
import type { NamedMigration } from '../../kernel/index.ts';
import { feedUpkeep as M0004 } from './0004-feed-upkeep.ts';
import { feed as M0003 } from './0003-feed.ts';
import { M as M0002 } from './0002-life-and-use.ts';
import { M as M0001 } from './0001-tables.ts';

export const migrations: readonly NamedMigration[] = [
  { name: '0001-tables', class: M0001 },
  { name: '0002-life-and-use', class: M0002 },
  M0003,
  M0004,
];
