import { openOnMongo } from '../persistence/mongo.factory';
import { describeOidcRecordRepository } from './oidc.record.repository.contract';
import { MongoOidcRecordRepository } from './oidc.record.repository.mongo';

describeOidcRecordRepository('MongoDB', openOnMongo(MongoOidcRecordRepository));
