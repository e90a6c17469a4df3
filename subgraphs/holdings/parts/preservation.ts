/** Preservation: media, fixity inspection, conversion, backups. */
import type { HoldingsPart } from './part.ts';

export const preservation: HoldingsPart = { resolvers: [], policy: {}, entities: [] };
