import type { SessionDocument } from './session.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import { toUsedTokens, type Changed, type SessionRecord } from './session.repository';

/** A session as its collection holds it. */
export const toSessionDocument = ({ changed, usedTokens, ...rest }: SessionRecord): object => ({
  ...toDocument(rest),
  changed: changed && JSON.stringify(changed),
  usedTokens: usedTokens && JSON.stringify(usedTokens),
});

/** Earlier versions kept neither `address` nor `usedAt`. */
export function toSession(model: MongoDatabase['collections']['sessions'], document: SessionDocument): SessionRecord {
  const { address = '', usedAt = document.createdAt } = document;
  const changed = document.changed === undefined ? undefined : (JSON.parse(document.changed) as Changed);
  const usedTokens = document.usedTokens === undefined ? undefined : toUsedTokens(document.usedTokens);
  return { ...toRecord<SessionRecord>(model, document), address, usedAt, changed, usedTokens };
}
