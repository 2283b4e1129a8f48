import { Logger } from '@nestjs/common';
import { trusted, type Model } from 'mongoose';
import { clock } from '../../clock';
import { SLACK_MS, type Lives } from '../lives';
import type { Collections } from './mongo.collections';

type Stored = Record<string, Date | undefined>;

/** The latest time recorded, of candidates that are each found by an index. */
export async function newestMoment(collections: Collections): Promise<Date | undefined> {
  const { verifications, deliveries, sessions, idempotencyKeys, handledUpdates } = collections;
  const newest = await Promise.all([
    lastOf(verifications, '_id', 'createdAt'),
    lastOf(deliveries, '_id', 'requestedAt'),
    lastOf(deliveries, 'dueAt', 'sentAt'),
    lastOf(sessions, 'expiresAt', 'usedAt'),
    lastOf(idempotencyKeys, 'createdAt', 'createdAt'),
    lastOf(handledUpdates, 'takenAt', 'takenAt'),
  ]);
  return newest.filter((moment) => moment !== undefined).sort((one, other) => other.getTime() - one.getTime())[0];
}

/**
 * The server's clock was ahead and is right now: what is due later than anything can be is over, and past events that
 * lie ahead are moved to now. Past events come last, since they show a repeated run that something is left to do.
 */
export async function endBeyond(collections: Collections, newest: Date | undefined, lives: Lives): Promise<void> {
  const now = clock.now();
  const aheadMs = newest ? newest.getTime() - now.getTime() : 0;
  if (aheadMs <= SLACK_MS) return;
  const fields = Object.entries(lives).flatMap(([name, ofName]) =>
    Object.entries(ofName).map(([field, life]) => ({
      model: collections[name as keyof Collections],
      field,
      life,
      name,
    })),
  );
  for (const { model, field, life, name } of fields.sort((one, other) => other.life - one.life)) {
    const ours = ['sessions', 'devices'].includes(name) ? clock.wall() : now;
    const isBeyond = { [field]: trusted({ $gt: new Date(ours.getTime() + life) }) };
    await (model as Model<object>).updateMany(isBeyond as never, { $set: { [field]: ours } } as never);
  }
  const found = `the newest record is ${Math.round(aheadMs / 1000)} s ahead of MongoDB's clock`;
  new Logger('MongoDB').warn(`${found}: what was alive by that record is over`);
}

async function lastOf<T>(model: Model<T>, by: string, field: string): Promise<Date | undefined> {
  const last = await model
    .findOne({}, { [field]: 1 } as never)
    .sort({ [by]: -1 })
    .lean<Stored>();
  return last?.[field];
}
