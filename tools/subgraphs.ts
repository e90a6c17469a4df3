/** The five subgraphs, in the order in which they are started and composed. */
import { cases } from '../subgraphs/cases/index.ts';
import { holdings } from '../subgraphs/holdings/index.ts';
import type { Subgraph } from '../subgraphs/kernel/index.ts';
import { licences } from '../subgraphs/licences/index.ts';
import { retention } from '../subgraphs/retention/index.ts';
import { sharing } from '../subgraphs/sharing/index.ts';

export const SUBGRAPHS: readonly Subgraph[] = [cases, licences, retention, holdings, sharing];
