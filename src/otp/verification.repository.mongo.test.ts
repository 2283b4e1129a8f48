import { openOnMongo } from '../persistence/mongo.factory';
import { describeVerificationRepository } from './verification.repository.contract';
import { MongoVerificationRepository } from './verification.repository.mongo';

describeVerificationRepository('MongoDB', openOnMongo(MongoVerificationRepository));
