import { openOnMongo } from '../../../test/harness/mongo.store';
import { describeVerificationPeople } from './verification.people.contract';
import { describeVerificationRepository } from './verification.repository.contract';
import { MongoVerificationRepository } from './verification.repository.mongo';

describeVerificationRepository('MongoDB', openOnMongo(MongoVerificationRepository));
describeVerificationPeople('MongoDB', openOnMongo(MongoVerificationRepository));
