import type { Model } from 'mongoose';
import type { DeliveryDocument } from './delivery.collection';
import { toDocument as toPlainDocument, toRecord } from '../../persistence/mongo/mongo.record';
import type { Claim, Delivery } from '../delivery';
import { NO_VERIFICATION } from './delivery.table';

/** The delivery that a MongoDB document holds; one of an earlier version has no steps, and no kind. */
export function toDelivery(model: Model<DeliveryDocument>, document: DeliveryDocument): Delivery {
  const { isInterrupted: _, fence: __, ...held } = toRecord<DeliveryDocument & { id: string }>(model, document);
  const { kind = kindOf(document), steps = [], verificationId, chatId, ...rest } = held;
  const isOfOne = verificationId !== NO_VERIFICATION;
  const about = { kind, verificationId: isOfOne ? verificationId : undefined, chatId: chatId || undefined };
  return { ...rest, ...about, steps } as Delivery;
}

/** The same, including what only its holder sees. */
export const toKept = (
  model: Model<DeliveryDocument>,
  document: DeliveryDocument,
): Delivery & Pick<Claim, 'isInterrupted'> => ({
  ...toDelivery(model, document),
  isInterrupted: document.isInterrupted === true,
});

export const toDocument = (delivery: Delivery) =>
  toPlainDocument({ ...delivery, verificationId: delivery.verificationId ?? NO_VERIFICATION });

/** Infers the kind for a document of an earlier version, which did not store it. */
const kindOf = ({ deadlineAt, requestedAt, verificationId }: DeliveryDocument): Delivery['kind'] => {
  if (deadlineAt <= requestedAt) return 'removal';
  return verificationId === NO_VERIFICATION ? 'test' : 'message';
};

/** The same as a MongoDB expression. */
const toldKind = { $cond: [{ $eq: ['$verificationId', NO_VERIFICATION] }, 'test', 'message'] };
const isRemoval = { $lte: ['$deadlineAt', '$requestedAt'] };
export const KIND = { $ifNull: ['$kind', { $cond: [isRemoval, 'removal', toldKind] }] };
