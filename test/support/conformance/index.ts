/** All federations that are asked through the gateway for any supergraph. */
import { abstractTypes } from './abstract-types.ts';
import { entities } from './entities.ts';
import type { Federation } from './federation.ts';
import { interfaceObjectsBelow } from './interface-objects-below.ts';
import { interfaceObjects } from './interface-objects.ts';
import { ownership } from './ownership.ts';
import { provisions } from './provisions.ts';
import { requirementsOfTypes } from './requirements-of-types.ts';
import { requirements } from './requirements.ts';
import { roots } from './roots.ts';

export const federations: readonly Federation[] = [
  ...entities,
  ...requirements,
  ...requirementsOfTypes,
  ...ownership,
  ...provisions,
  ...abstractTypes,
  ...interfaceObjects,
  ...interfaceObjectsBelow,
  ...roots,
];
