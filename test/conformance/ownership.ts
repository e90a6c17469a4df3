import type { Federation } from './federation.ts';
export const ownership: readonly Federation[] = [];
