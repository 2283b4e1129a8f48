import { openOnMongo } from '../../../test/harness/mongo.store';
import { describeLeaseRepository } from './lease.repository.contract';
import { MongoLeaseRepository } from './lease.repository.mongo';

describeLeaseRepository('MongoDB', openOnMongo(MongoLeaseRepository));
