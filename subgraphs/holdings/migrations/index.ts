/** In the order they run. Forward only. */
import type { NamedMigration } from '../../kernel/index.ts';
import { feedUpkeep as M0006 } from './0006-feed-upkeep.ts';
import { feed as M0005 } from './0005-feed.ts';
import { M as M0004 } from './0004-opening-and-use.ts';
import { M as M0003 } from './0003-preservation.ts';
import { M as M0002 } from './0002-transfer.ts';
import { M as M0001 } from './0001-tables.ts';

export const migrations: readonly NamedMigration[] = [
  { name: '0001-tables', class: M0001 },
  { name: '0002-transfer', class: M0002 },
  { name: '0003-preservation', class: M0003 },
  { name: '0004-opening-and-use', class: M0004 },
  M0005,
  M0006,
];
