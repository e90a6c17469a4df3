/** Opening review, use requests and certified copies. */
import type { HoldingsPart } from './part.ts';

export const opening: HoldingsPart = { resolvers: [], policy: {}, entities: [] };
