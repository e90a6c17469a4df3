/** `cases` alone, in production: `npm run subgraph -- cases`. */
import { serve } from '../wire/index.ts';
import { cases } from './index.ts';

await serve(cases);
