/** `cases` alone, in production: `npm run subgraph -- cases`. */
import { serve } from '../kernel/index.ts';
import { cases } from './index.ts';

await serve(cases);
