import type { VerificationDocument } from './verification.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toRecord } from '../../persistence/mongo/mongo.record';
import type { Purpose, Verification } from '../verification';

type Model = MongoDatabase['collections']['verifications'];

/** Documents from when there were only registrations have no `purpose`. */
export const toVerification = (model: Model, document: VerificationDocument): Verification => ({
  ...toRecord<Verification>(model, document),
  purpose: (document.purpose ?? 'register') as Purpose,
  origin: document.origin ?? '',
  isUnproven: document.isUnproven ?? false,
});
