/** What a request for use takes, and how it becomes plain values. */
import { Field, InputType } from 'type-graphql';
import { parseCitizenId } from '../../../schema/identifiers/citizen-id.ts';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { parseIdentifier } from '../../disclosure/index.ts';
import { toSubjectRef, type Context } from '../../kernel/index.ts';
import { CopyFormat, CopyKind } from '../codes/use.ts';
import type { RequestUse } from '../service/use-requests.ts';
import { parseText } from './text.ts';

@InputType({ description: 'A request for a copy (利用申请).' })
export class RequestUseInput {
  @Field(() => String, { description: 'USCC of the hall or unit that is asked (受理机构).' })
  keeper!: string;
  @Field(() => String, { description: 'What is wanted: a reference code, or a description (利用内容).' })
  wanted!: string;
  @Field(() => String, { description: 'What it is for; stands on the copy (用途).' })
  purpose!: string;
  @Field(() => String, { description: 'Lawful proof: which document, and its number (合法证明).' })
  proof!: string;
  @Field(() => String, { description: 'Whose name goes on the copy (出具对象).' })
  forWhom!: string;
  @Field(() => CopyKind, { description: 'What the copy should be worth (副本类型).' })
  kind!: keyof typeof CopyKind;
  @Field(() => CopyFormat, { nullable: true, description: 'PDF unless given (副本格式).' })
  format?: keyof typeof CopyFormat | null;
  @Field(() => String, {
    nullable: true,
    description:
      'For halls: identity number or USCC of the reader whose identity the hall has verified; kept as a reference alone (读者身份号码).',
  })
  readerNumber?: string | null;
}

/** @throws INVALID_INPUT naming the part that is wrong, never an identity number */
export function parseWish(input: RequestUseInput, { services }: Context): RequestUse {
  const { readerNumber } = input;
  const isNamed = readerNumber !== null && readerNumber !== undefined;
  return {
    keeper: parseIdentifier('keeper', parseUscc(input.keeper)).code,
    wanted: parseText('wanted', input.wanted),
    purpose: parseText('purpose', input.purpose),
    proof: parseText('proof', input.proof),
    forWhom: parseText('forWhom', input.forWhom),
    kind: input.kind,
    format: input.format ?? 'PDF',
    readerRef: isNamed ? toSubjectRef(services.keys.subject, parseReader(readerNumber)) : null,
  };
}

function parseReader(text: string): string {
  const uscc = parseUscc(text);
  return uscc.ok ? uscc.value.code : parseIdentifier('readerNumber', parseCitizenId(text)).id;
}
