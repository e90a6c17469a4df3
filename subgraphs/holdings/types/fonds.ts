/** Fonds: what every caller may read. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { Agency } from '../../../schema/shared-types.ts';

@ObjectType({ description: 'The archives of one unit in one hall (全宗). Public.' })
export class Fonds {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, {
    description: 'Fonds number, a letter and three digits (全宗号). @clause DA/T 13-2022',
  })
  @Disclosed('P0')
  number!: string;
  @Field(() => String, { description: 'Name, as a rule that of the unit (全宗名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => Agency, { description: 'The hall that keeps the fonds (档案馆).' })
  @Disclosed('P0')
  hall!: Agency;
}
