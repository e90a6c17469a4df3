/** The clocks of one record. Not a record: only the body that keeps it reads them. */
import { Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { HallLevel } from '../codes.ts';

@ObjectType({ description: 'By when what is due for a record (各项期限). @clause 档案法实施条例 art. 20' })
export class RetentionClocks {
  @Field(() => HallLevel, { description: 'Level of the hall that would take it over (档案馆层级).' })
  @Disclosed('P0')
  hallLevel!: keyof typeof HallLevel;
  @Field(() => DateScalar, { description: 'To be archived by (归档期限).' })
  @Disclosed('P0')
  archiveDueOn!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'To be transferred by; null where a hall of this level does not collect it (移交期限).',
  })
  @Disclosed('P0')
  transferDueOn!: string | null;
  @Field(() => DateScalar, { description: 'To be opened by (开放期限).' })
  @Disclosed('P0')
  openingDueOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'End by rule; null: permanent (按规则届满日).' })
  @Disclosed('P0')
  retentionEndsOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'End as decided, appraisal included (实际届满日).' })
  @Disclosed('P0')
  retainUntil!: string | null;
}
