import { openOnMongo } from '../../../test/harness/mongo.store';
import { describeOidcRecordRepository } from './oidc.record.repository.contract';
import { MongoOidcRecordRepository } from './oidc.record.repository.mongo';

describeOidcRecordRepository('MongoDB', openOnMongo(MongoOidcRecordRepository));
