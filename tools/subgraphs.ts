/** The five subgraphs, in the order in which they are started and composed. */
import { cases } from '../subgraphs/cases/index.ts';
import type { Subgraph } from '../subgraphs/kernel/index.ts';

export const SUBGRAPHS: readonly Subgraph[] = [cases];
