/** In the order they run. Forward only. */
import type { NamedMigration } from '../../kernel/index.ts';
import { M as M0006 } from './0006-policy-changes.ts';
import { M as M0005 } from './0005-operations.ts';
import { M as M0004 } from './0004-inspections.ts';
import { M as M0003 } from './0003-in-force.ts';
import { M as M0002 } from './0002-procedures.ts';
import { M as M0001 } from './0001-tables.ts';

export const migrations: readonly NamedMigration[] = [
  { name: '0001-tables', class: M0001 },
  { name: '0002-procedures', class: M0002 },
  { name: '0003-in-force', class: M0003 },
  { name: '0004-inspections', class: M0004 },
  { name: '0005-operations', class: M0005 },
  { name: '0006-policy-changes', class: M0006 },
];
