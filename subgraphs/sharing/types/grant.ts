/** A granted purpose (共享授权). */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { GrantState, ShareMode } from '../codes.ts';
import { Agency } from './agency.ts';
import { CatalogueEntry } from './catalogue.ts';

@ObjectType({
  description:
    'A granted purpose (共享授权). Seen by its two parties, the data authority and the auditor. @clause 809 art. 20',
})
export class Grant {
  @Field(() => ID, { description: 'Key; send it as `x-sharing-grant` (授权标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => GrantState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof GrantState;
  @Field(() => CatalogueEntry, { nullable: true, description: 'The entry it is given on (目录条目).' })
  @Disclosed('P0')
  entry!: CatalogueEntry | null;
  @Field(() => Agency, { nullable: true, description: 'Who may use it (使用方).' })
  @Disclosed('P0')
  grantee!: Agency | null;
  @Field(() => String, { description: 'Legal basis (法律依据).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => String, { description: 'Scenario (应用场景).' })
  @Disclosed('P0')
  scenario!: string;
  @Field(() => [String], { description: 'Use causes it holds for (用途); one must be sent as `x-use-cause`.' })
  @Disclosed('P0')
  useCauses!: string[];
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => DateScalar, { description: 'First day (有效期起).' })
  @Disclosed('P0')
  validFrom!: string;
  @Field(() => DateScalar, { description: 'Last day, itself valid (有效期止).' })
  @Disclosed('P0')
  validTo!: string;
  @Field(() => [String], { description: 'Fields that it names (授权字段).' })
  @Disclosed('P0')
  named!: string[];
}

export const GrantConnection = connectionOf(Grant, 'Grant', '授权').Connection;
