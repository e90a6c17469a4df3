/** `licences` alone, in production: `npm run subgraph -- licences`. */
import { serve } from '../wire/index.ts';
import { licences } from './index.ts';

await serve(licences);
