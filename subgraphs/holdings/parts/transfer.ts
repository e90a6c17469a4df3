/** Transfer and description: from the hall's requirements to a record under its reference code. */
import { DescriptionChangeEntity, NumberSeriesEntity } from '../entities/record.ts';
import {
  RetentionCopyEntity,
  SealStrippingEntity,
  StagedFileEntity,
  TransferBatchEntity,
  TransferClaimEntity,
  TransferItemEntity,
  TransferRequirementEntity,
} from '../entities/transfer.ts';
import { listAwaited, receiveContent, receiveDescription } from '../service/content.ts';
import { listDeliverable, receiveDelivery } from '../service/deliveries.ts';
import { transferPolicy } from '../policy/transfer.ts';
import {
  DescriptionResolver,
  OpenCatalogueConnectionResolver,
  OpenCatalogueResolver,
} from '../resolvers/description.ts';
import { TransferBatchResolver, TransferItemResolver, TransferRequirementResolver } from '../resolvers/transfer.ts';
import { fromRetention } from '../transfer-events.ts';
import type { HoldingsPart } from './part.ts';

export const transfer: HoldingsPart = {
  resolvers: [
    TransferRequirementResolver,
    TransferBatchResolver,
    TransferItemResolver,
    DescriptionResolver,
    OpenCatalogueResolver,
    OpenCatalogueConnectionResolver,
  ],
  policy: transferPolicy,
  entities: [
    DescriptionChangeEntity,
    NumberSeriesEntity,
    RetentionCopyEntity,
    SealStrippingEntity,
    StagedFileEntity,
    TransferBatchEntity,
    TransferClaimEntity,
    TransferItemEntity,
    TransferRequirementEntity,
  ],
  content: [
    { table: 'holdings.description_change', hasFiles: false },
    { table: 'holdings.seal_stripping', hasFiles: false },
    { table: 'holdings.staged_file', hasFiles: false },
  ],
  calls: { listAwaited, receiveDescription, receiveContent, listDeliverable, receiveDelivery },
  fromRetention,
};
