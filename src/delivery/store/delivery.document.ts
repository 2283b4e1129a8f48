import type { Model } from 'mongoose';
import type { DeliveryDocument } from '../../persistence/collections/delivery.collection';
import { toRecord } from '../../persistence/mongo/mongo.record';
import type { Claim, Delivery } from '../delivery';

/** The delivery that a document of MongoDB's collection holds; one of an earlier version tells no steps. */
export function toDelivery(model: Model<DeliveryDocument>, document: DeliveryDocument): Delivery {
  const { isInterrupted: _, fence: __, ...delivery } = toRecord<Claim & { fence?: number }>(model, document);
  return { ...delivery, steps: delivery.steps ?? [] };
}
