import type { Federation } from './federation.ts';
export const interfaceObjects: readonly Federation[] = [];
