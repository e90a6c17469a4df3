/** All federations that are asked through the gateway for any supergraph. */
import { abstractTypes } from './abstract-types.ts';
import { entities } from './entities.ts';
import type { Federation } from './federation.ts';
import { interfaceObjects } from './interface-objects.ts';
import { ownership } from './ownership.ts';
import { requirements } from './requirements.ts';
import { roots } from './roots.ts';

export const federations: readonly Federation[] = [
  ...entities,
  ...requirements,
  ...ownership,
  ...abstractTypes,
  ...interfaceObjects,
  ...roots,
];
