import type { AppDocument } from './app.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toRecord } from '../../persistence/mongo/mongo.record';
import type { AppSecret, RegisteredApp } from './app.repository';

/** Drops fields that a newer version has added to a secret; older versions did not write keys. */
export const toApp = (model: MongoDatabase['collections']['apps'], document: AppDocument): RegisteredApp => ({
  ...toRecord<RegisteredApp>(model, document),
  secrets: toSecrets(document.secrets),
  apiKeys: toSecrets(document.apiKeys ?? []),
  webhookSecrets: toSecrets(document.webhookSecrets ?? []),
});

const toSecrets = (held: readonly AppSecret[]): AppSecret[] =>
  held.map(({ id, hash, createdAt, expiresAt }) => ({ id, hash, createdAt, expiresAt }));
