/** `holdings` alone, in production: `npm run subgraph -- holdings`. */
import { serve } from '../wire/index.ts';
import { holdings } from './index.ts';

await serve(holdings);
