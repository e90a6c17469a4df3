/** The public catalogue of opened records: what everybody may know of them. Titles often name people and are not in it. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency, connectionOf } from '../../../schema/shared-types.ts';

@ObjectType({ description: 'An opened record in the public catalogue (开放档案目录条目). @clause 档案法 art. 28' })
export class OpenCatalogueEntry {
  @Field(() => ID, { description: 'Key of the archival record (电子档案标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { nullable: true, description: 'Reference code (档号).' })
  @Disclosed('P0')
  referenceCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Fonds number (全宗号).' })
  @Disclosed('P0')
  fondsNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the fonds (全宗名称).' })
  @Disclosed('P0')
  fondsName!: string | null;
  @Field(() => Agency, { nullable: true, description: 'The hall that keeps it (档案馆).' })
  @Disclosed('P0')
  hall!: Agency | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day of opening (开放日期).' })
  @Disclosed('P0')
  openedOn!: string | null;
}

export const OpenCatalogueConnection = connectionOf(OpenCatalogueEntry, 'OpenCatalogue', '开放档案目录').Connection;
