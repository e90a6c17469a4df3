import type { Federation } from './federation.ts';
export const roots: readonly Federation[] = [];
