import { openOnMongo } from '../../../../test/harness/mongo.store';
import { describeLogoutRepository } from './logout.repository.contract';
import { MongoLogoutRepository } from './logout.repository.mongo';

describeLogoutRepository('MongoDB', openOnMongo(MongoLogoutRepository));
