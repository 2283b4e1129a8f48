import { openOnMongo } from '../persistence/mongo.factory';
import { describeDeliveryRepository } from './delivery.repository.contract';
import { MongoDeliveryRepository } from './delivery.repository.mongo';

describeDeliveryRepository('MongoDB', openOnMongo(MongoDeliveryRepository));
