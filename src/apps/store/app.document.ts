import type { AppDocument } from './app.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toRecord } from '../../persistence/mongo/mongo.record';
import type { AppSecret, RegisteredApp } from './app.repository';

/** A secret that a newer version knows more of is read as this one knows it; versions before did not write keys. */
export const toApp = (model: MongoDatabase['collections']['apps'], document: AppDocument): RegisteredApp => ({
  ...toRecord<RegisteredApp>(model, document),
  secrets: toSecrets(document.secrets),
  apiKeys: toSecrets(document.apiKeys ?? []),
  webhookSecrets: toSecrets(document.webhookSecrets ?? []),
});

const toSecrets = (held: readonly AppSecret[]): AppSecret[] =>
  held.map(({ id, hash, createdAt, expiresAt }) => ({ id, hash, createdAt, expiresAt }));
