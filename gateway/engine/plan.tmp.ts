import { compose } from '../../test/support/federation/compose.ts';
import { federations } from '../../test/support/federation/federations.ts';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
const [,, name, ...qs] = process.argv;
const qp = new QueryPlanner(compose(federations[name!]!));
for (const q of qs) { try { console.log(q, '\n=>', JSON.stringify(qp.plan(q, undefined, new Set(), 100).node)); } catch (e: any) { console.log(q, '\n=> ERR', e.message); } }
