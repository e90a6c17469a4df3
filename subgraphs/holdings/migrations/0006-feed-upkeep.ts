import { feedUpkeepMigration } from '../../feed/index.ts';

export const feedUpkeep = feedUpkeepMigration('0006-feed-upkeep', 'holdings');
