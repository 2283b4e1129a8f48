import { LocalStatusFeed } from './status.feed';
import { describeStatusFeed } from './status.feed.contract';

describeStatusFeed('one process', async () => ({ feed: new LocalStatusFeed(), close: async () => undefined }));
