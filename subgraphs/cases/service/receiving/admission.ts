/** Whether a case that came in a package may come in: whose it is, what is there already, and the rules of online intake. */
import type { Context, Refusal } from '../../../kernel/index.ts';
import { PART_PREFIX, unknownKinds, type ArchivedCase, type OpenPackage } from '../../../packages/index.ts';
import { wrong } from '../../input-rules.ts';
import { agencyOf, refusal } from '../handling.ts';
import type { ArrivedCase } from './arrived.ts';
import type { Known } from './lookup.ts';

/** Only what its own forming unit hands in, and only as it was formed. @clause 26号 art. 8; 实施条例 art. 34 */
export function checkOrigin(
  context: Context,
  { decision, fields, materials }: ArchivedCase,
  { package: pkg }: OpenPackage,
): Refusal[] {
  const agency = agencyOf(context);
  const kinds = unknownKinds(pkg);
  return [
    ...(isComplete(decision)
      ? []
      : [
          refusal(
            'DECIDED_COPY',
            'It is a copy that was decided for somebody: fields are masked or withheld in it. Only a complete one is archived.',
            '26号 art. 8',
          ),
        ]),
    ...(fields.unit === agency
      ? []
      : [
          refusal(
            'FOREIGN_UNIT',
            'Another forming unit is named in it. Each agency archives its own.',
            '26号 art. 8',
            'social_code',
          ),
        ]),
    ...(fields.lead === null || fields.lead === fields.unit
      ? []
      : [
          refusal(
            'NOT_LEAD',
            'It is one part of a joint case. The lead hands in the case.',
            '26号 art. 8',
            'lead_department',
          ),
        ]),
    ...(kinds.length === 0
      ? []
      : [
          refusal('CONTENT_UNKNOWN', `It holds rows of ${kinds.length} kinds that cannot be kept here.`, '26号 art. 8'),
        ]),
    ...(materials.every(({ path }) => path !== null)
      ? []
      : [refusal('CONTENT_MISSING', 'Materials are described in it without their content.', '26号 art. 10')]),
    ...(pkg.referenceCode === null
      ? []
      : [refusal('REFERENCE_CODE', 'A 档号 is assigned here, when the record is registered.', 'DA/T 13-2022')]),
  ];
}

/** Of a joint case the lead has its own side, and of the others' parts what anybody is told. */
function isComplete(decision: ArchivedCase['decision']): boolean {
  if (decision === null) return true;
  return decision.complete === 'true' && decision.withheld.every(({ on }) => on?.startsWith(PART_PREFIX) === true);
}

/** As for what comes online: item, system, scope, and keys that name one case for ever. @clause 26号 art. 6; 26号 art. 7 */
export function checkKnown(context: Context, arrived: ArrivedCase, known: Known): Refusal[] {
  const { item } = known;
  const isSystem = !context.access.posts.includes('ARCHIVIST');
  return [
    ...(item === null
      ? [refusal('ITEM_UNKNOWN', 'Register this version of the item first.', '26号 art. 7', 'task_version')]
      : checkItem(arrived, item)),
    ...(isSystem && !known.isSystemRegistered
      ? [
          refusal(
            'SYSTEM_NOT_REGISTERED',
            'This handling system is not registered for this item and region. An archivist registers it.',
            '26号 art. 6',
          ),
        ]
      : []),
    ...(known.scope === null
      ? [
          refusal(
            'SCOPE_MISSING',
            'There is no approved archiving scope for this item version. Draft one and have it reviewed.',
            '26号 art. 7',
          ),
        ]
      : []),
    ...(known.isKeyTaken
      ? [refusal('KEY_TAKEN', 'Another case came under this key of the same system.', '26号 art. 6', 'accept_num')]
      : []),
    ...(arrived.archivedOn !== null && arrived.archivedOn > context.access.today
      ? [wrong('archive_date', 'a day that is not in the future expected', '26号 art. 9')]
      : []),
  ];
}

function checkItem({ itemName, itemType }: ArrivedCase, item: NonNullable<Known['item']>): Refusal[] {
  const isSame = (itemName === null || itemName === item.name) && (itemType === null || itemType === item.itemType);
  if (isSame) return [];
  return [
    refusal(
      'ITEM_DIFFERS',
      'This version of the item is registered with another name or type.',
      '26号 art. 7',
      'task_name',
    ),
  ];
}

/** A file of a licence is that of the snapshot. @clause 26号 art. 8 */
export function checkLicenceFiles({ licences, materials }: ArchivedCase, { contents }: OpenPackage): Refusal[] {
  return licences.flatMap(({ fileCode, digestSm3, digestSha256 }, index) => {
    if (fileCode === null) return [];
    const path = materials.find((each) => each.fileCode === fileCode)?.path ?? null;
    const found = path === null ? undefined : contents.get(path)?.inspection;
    const isSame =
      (digestSm3 === null || digestSm3 === found?.sm3) && (digestSha256 === null || digestSha256 === found?.sha256);
    if (found !== undefined && isSame) return [];
    const message = 'The file that is said to be the licence is not the one that was called in.';
    return [refusal('LICENCE_FILE_DIFFERS', message, '26号 art. 8', `licences[${index}]`)];
  });
}
