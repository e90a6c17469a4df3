/** What backups are registered and confirmed with. */
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { parseKey } from '../../disclosure/index.ts';
import { BackupMedium } from '../codes.ts';
import type { Confirmation } from '../service/certificates.ts';

@InputType({ description: 'A set of backups to be registered (备份套登记).' })
export class BackupSetInput {
  @Field(() => String, { description: 'What is written on it (标签).' })
  label!: string;
  @Field(() => BackupMedium, { description: 'How it is kept (介质).' })
  medium!: keyof typeof BackupMedium;
  @Field(() => DateScalar, { description: 'Day on which it was taken (备份日期).' })
  takenOn!: string;
}

@InputType({ description: 'That the records of a list are gone from one set (备份销毁确认).' })
export class BackupErasureInput {
  @Field(() => ID, { description: 'Key of the list (清册标识).' })
  listId!: string;
  @Field(() => ID, { description: 'Key of the set (备份套标识).' })
  setId!: string;
  @Field(() => String, { description: 'How it was seen to (处理方式).' })
  method!: string;
}

export function parseConfirmation({ listId, setId, method }: BackupErasureInput): Confirmation {
  return { listId: parseKey('input.listId', listId), setId: parseKey('input.setId', setId), method };
}
