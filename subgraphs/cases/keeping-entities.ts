/** Tables of the e-archive's preservation. Storage only. */
import { defineEntity, p } from '@mikro-orm/core';
import { preservationEntities } from '../preservation/index.ts';

/** Content that a conversion has made of other content, beside it (`case_file` has its bytes). */
const DerivedFileEntity = defineEntity({
  name: 'DerivedFileEntity',
  tableName: 'derived_file',
  properties: {
    id: p.text().primary(),
    caseId: p.uuid().index(),
    sourceId: p.text(),
    format: p.text(),
    /** Name and version. */
    converter: p.text(),
  },
});

export const KEEPING_ENTITIES = [...preservationEntities('text'), DerivedFileEntity];
