import { feedUpkeepMigration } from '../../feed/index.ts';

export const feedUpkeep = feedUpkeepMigration('0010-feed-upkeep', 'cases');
