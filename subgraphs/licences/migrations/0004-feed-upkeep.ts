import { feedUpkeepMigration } from '../../feed/index.ts';

export const feedUpkeep = feedUpkeepMigration('0004-feed-upkeep', 'licences');
