/** Tables of `sharing`. */
import { AccessLogEntity } from './access-log.ts';
import { AgencyEntity } from './agency.ts';
import { CatalogueEntryEntity } from './catalogue.ts';
import { EpochEntity } from './epoch.ts';
import { GrantEntity } from './grant.ts';

export const ENTITIES = [AgencyEntity, CatalogueEntryEntity, GrantEntity, EpochEntity, AccessLogEntity];
