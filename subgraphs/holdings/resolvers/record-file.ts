/** Parse, call, map: no decisions here. */
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DisclosedRow } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { listRecordFiles } from '../service/record-files.ts';
import { ArchivalRecord } from '../types/record.ts';
import { RecordFile } from '../types/record-file.ts';

@Resolver(() => ArchivalRecord)
export class RecordFilesResolver {
  @FieldResolver(() => [RecordFile])
  async files(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return listRecordFiles(context, root.id);
  }
}
