/** The tables that a subgraph needs for the work on its content; the same in each. Storage only. */
import { defineEntity, p, type EntitySchema } from '@mikro-orm/core';

/**
 * Work that was ordered, which sets there are of this content, and which files are on each.
 *
 * @param keyType the type of the ids of content in the subgraph's own tables
 */
export function preservationEntities(keyType: 'text' | 'uuid'): readonly EntitySchema[] {
  const Job = defineEntity({
    name: 'PreservationJobEntity',
    tableName: 'preservation_job',
    indexes: [{ properties: ['isOpen', 'number'] }],
    properties: {
      id: p.uuid().primary(),
      /** In the order in which it was ordered. */
      number: p.bigint().autoincrement(),
      kind: p.text(),
      job: p.json(),
      /** How far the work has come; each kind knows its own. */
      progress: p.json().nullable(),
      /** Rises with each slice: of two processes with the same slice one gets it in. */
      version: p.integer().default(0),
      isOpen: p.boolean().default(true),
      /** Why it waits, as a code. */
      reason: p.text().nullable(),
      retryAt: p.datetime(3).nullable(),
      orderedAt: p.datetime(3).defaultRaw('now()'),
    },
  });
  const SetPlace = defineEntity({
    name: 'SetPlaceEntity',
    tableName: 'set_place',
    properties: { id: p.uuid().primary(), keeper: p.text(), medium: p.text() },
  });
  const SetFile = defineEntity({
    name: 'SetFileEntity',
    tableName: 'set_file',
    properties: {
      setId: p.uuid().primary(),
      fileKey: (keyType === 'uuid' ? p.uuid() : p.text()).primary().index(),
    },
  });
  return [Job, SetPlace, SetFile];
}
