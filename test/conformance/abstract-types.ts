import type { Federation } from './federation.ts';
export const abstractTypes: readonly Federation[] = [];
