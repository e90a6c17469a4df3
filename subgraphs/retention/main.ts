/** `retention` alone, in production: `npm run subgraph -- retention`. */
import { serve } from '../kernel/index.ts';
import { retention } from './index.ts';

await serve(retention);
