/** `retention` alone, in production: `npm run subgraph -- retention`. */
import { serve } from '../wire/index.ts';
import { retention } from './index.ts';

await serve(retention);
