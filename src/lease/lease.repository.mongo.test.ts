import { openOnMongo } from '../persistence/mongo.factory';
import { describeLeaseRepository } from './lease.repository.contract';
import { MongoLeaseRepository } from './lease.repository.mongo';

describeLeaseRepository('MongoDB', openOnMongo(MongoLeaseRepository));
