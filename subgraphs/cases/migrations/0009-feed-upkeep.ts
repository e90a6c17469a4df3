import { feedUpkeepMigration } from '../../feed/index.ts';

export const feedUpkeep = feedUpkeepMigration('0009-feed-upkeep', 'cases');
