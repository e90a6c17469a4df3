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
import type { HoldingsPart } from './part.ts';

export const transfer: HoldingsPart = {
  resolvers: [],
  policy: {},
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
};
