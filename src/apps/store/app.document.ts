import type { AppDocument } from '../../persistence/collections/app.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toRecord } from '../../persistence/mongo/mongo.record';
import type { RegisteredApp } from './app.repository';

/** A secret that a newer version knows more of is read as this one knows it. */
export function toApp(model: MongoDatabase['collections']['apps'], document: AppDocument): RegisteredApp {
  const secrets = document.secrets.map(({ id, hash, createdAt, expiresAt }) => ({ id, hash, createdAt, expiresAt }));
  return { ...toRecord<RegisteredApp>(model, document), secrets };
}
