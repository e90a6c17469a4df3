/** Licences as a feed. */
import { defineFeed } from '../feed/index.ts';
import { licenceRecords, readLicences } from './service/records.ts';
import { Licence } from './types/licence.ts';

export const licenceFeed = defineFeed(
  { schema: 'licences', records: licenceRecords, read: readLicences, agencyField: 'issuer', editionField: 'version' },
  { Node: Licence, name: 'Licence', chinese: '电子证照' },
);
