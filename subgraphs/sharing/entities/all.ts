/** Tables of `sharing`. */
import { AccessLogEntity } from './access-log.ts';
import { AgencyEntity } from './agency.ts';
import { ApplicationEntity } from './application.ts';
import { CatalogueDraftEntity, CatalogueEntryEntity } from './catalogue.ts';
import { EpochEntity } from './epoch.ts';
import { GrantEntity } from './grant.ts';
import { IN_FORCE_ENTITIES } from './in-force.ts';
import { InspectionEntity } from './inspection.ts';
import { OPERATION_ENTITIES } from './operation.ts';
import { PolicyChangeEntity } from './policy-change.ts';
import { ActEntity, CorrectionEntity, DisputeEntity } from './procedure.ts';

export const ENTITIES = [
  AgencyEntity,
  CatalogueEntryEntity,
  CatalogueDraftEntity,
  ApplicationEntity,
  GrantEntity,
  ActEntity,
  CorrectionEntity,
  DisputeEntity,
  EpochEntity,
  AccessLogEntity,
  InspectionEntity,
  PolicyChangeEntity,
  ...IN_FORCE_ENTITIES,
  ...OPERATION_ENTITIES,
];
