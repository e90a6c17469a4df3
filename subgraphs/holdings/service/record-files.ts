/** Files of archival records as the caller may see them. */
import { factColumns } from '../../../schema/policy/visibility.ts';
import { Records, type DisclosedRow } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { RECORD_FACTS } from './records.ts';

/** Files that were made from another, such as conversions, come after it. */
const recordFiles = new Records({
  typeName: 'RecordFile',
  from: `holdings.record_file k join holdings.archival_record r on r.id = k.record_id
    join holdings.case_copy c on c.id = r.case_id`,
  facts: factColumns('c', RECORD_FACTS),
  order: 'k.file_code, k.added_at',
  columns: {
    id: 'k.id',
    recordId: 'k.record_id',
    code: 'k.file_code',
    format: 'k.format',
    name: 'k.name',
    sizeBytes: 'k.size_bytes::float8',
    sm3: 'k.sm3',
    sha256: 'k.sha256',
  },
});

export function listRecordFiles(context: Context, recordId: string): Promise<readonly DisclosedRow[]> {
  return recordFiles.many(context, 'recordId', recordId);
}

export function findRecordFile(context: Context, id: string): Promise<DisclosedRow | null> {
  return recordFiles.find(context, 'id', id);
}
