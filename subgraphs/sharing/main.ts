/** `sharing` alone, in production: `npm run subgraph -- sharing`. */
import { serve } from '../kernel/index.ts';
import { sharing } from './index.ts';

await serve(sharing);
