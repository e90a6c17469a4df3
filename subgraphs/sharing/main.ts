/** `sharing` alone, in production: `npm run subgraph -- sharing`. */
import { serve } from '../wire/index.ts';
import { sharing } from './index.ts';

await serve(sharing);
