/** In the order they run. Forward only. */
import type { NamedMigration } from '../../kernel/index.ts';
import { feedUpkeep as M0010 } from './0010-feed-upkeep.ts';
import { M as M0009 } from './0009-called-files.ts';
import { feed as M0008 } from './0008-feed.ts';
import { M as M0007 } from './0007-preservation.ts';
import { M as M0006 } from './0006-packages-received.ts';
import { M as M0005 } from './0005-called-licences.ts';
import { M as M0004 } from './0004-content-erasure.ts';
import { M as M0003 } from './0003-keep-archived-content.ts';
import { M as M0002 } from './0002-intake-and-archiving.ts';
import { M as M0001 } from './0001-tables.ts';

export const migrations: readonly NamedMigration[] = [
  { name: '0001-tables', class: M0001 },
  { name: '0002-intake-and-archiving', class: M0002 },
  { name: '0003-keep-archived-content', class: M0003 },
  { name: '0004-content-erasure', class: M0004 },
  { name: '0005-called-licences', class: M0005 },
  { name: '0006-packages-received', class: M0006 },
  { name: '0007-preservation', class: M0007 },
  M0008,
  { name: '0009-called-files', class: M0009 },
  M0010,
];
