import { idsBetween, type Reading } from '../../paging';
import { idsSince, type Stretch } from '../../ids';
import type { VerificationDocument } from './verification.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { toVerification } from './verification.mapping';
import type { Failure, Status, Verification } from '../verification';
import { endOf, spellingsOf, VerificationHistory, type Clue } from './verification.history';
import type { Course, Search, VerificationCount } from './verification.history';

/** The fields of a `Course`: over millions of documents, reading all the others would cost more. */
const fields = [
  ...['status', 'purpose', 'failure', 'door', 'createdAt', 'startExpiresAt', 'deadlineAt'],
  ...['sentAt', 'expiresAt', 'endedAt'],
];

type Sort = { status: Status; failure: Failure | null; botId: number; appId: string | null };

export class MongoVerificationHistory extends VerificationHistory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async list(search: Search, page: Reading, now: Date): Promise<Verification[]> {
    const { trusted, collections } = this.database;
    const { clue, status, failure, botId } = search;
    const { after, before } = idsBetween(search, page);
    const equal = (expression: object, value: string) => trusted({ $expr: trusted({ $eq: [expression, value] }) });
    const which = [
      { _id: trusted({ $gt: after, $lt: before }) },
      ...(clue ? [this.fitting(clue)] : []),
      ...(botId === undefined ? [] : [{ botId }]),
      ...(status === undefined ? [] : [equal(statusOf(now), status)]),
      ...(failure === undefined ? [] : [equal(failureOf(now), failure)]),
    ];
    const found = await this.database.run(() =>
      collections.verifications
        .find({ $and: which })
        .sort({ _id: page.isOldestFirst ? 1 : -1 })
        .limit(page.limit)
        .lean<VerificationDocument[]>(),
    );
    return found.map((document) => toVerification(collections.verifications, document));
  }

  async count(from: Date, to: Date, now: Date): Promise<VerificationCount[]> {
    const sort = {
      status: statusOf(now),
      failure: failureOf(now),
      botId: '$botId',
      appId: { $ifNull: ['$appId', null] },
    };
    const found = await this.database.run(() =>
      this.database.collections.verifications.aggregate<{ _id: Sort; count: number; lastAt: Date }>([
        { $match: { _id: { $gt: idsSince(from), $lt: idsSince(to) } } },
        { $group: { _id: sort, count: { $sum: 1 }, lastAt: { $max: '$createdAt' } } },
      ]),
    );
    return found.map(({ _id: { failure, appId, ...of }, ...counted }) => ({
      ...of,
      ...counted,
      failure: failure ?? undefined,
      appId: appId ?? undefined,
    }));
  }

  async read({ after, end, limit }: Stretch): Promise<Course[]> {
    const { trusted, collections } = this.database;
    const between = { _id: trusted({ $gt: after, $lt: end }) };
    const found = await this.database.run(() =>
      collections.verifications.find(between, fields).sort({ _id: 1 }).limit(limit).lean<VerificationDocument[]>(),
    );
    return found.map((document) => toVerification(collections.verifications, document));
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const { trusted, collections } = this.database;
    const over = { isOver: this.over(before), among: { _id: trusted({ $lt: idsSince(before) }) } };
    return eraseOldest(this.database, collections.verifications, over, limit);
  }

  private fitting(clue: Clue): object {
    if (!('word' in clue)) return clue;
    const { trusted } = this.database;
    const ranges = spellingsOf(clue.word).map((word) => trusted({ $gte: word, $lt: endOf(word) }));
    const typed = ['applicant.name', 'applicant.email', 'applicant.telegramUsername'];
    return { $or: typed.flatMap((field) => ranges.map((range) => ({ [field]: range }))) };
  }

  /** An absent time counts as past. */
  private over(before: Date) {
    const { trusted } = this.database;
    const isReached = trusted({ $lt: before });
    const isNotAhead = trusted({ $not: { $gte: before } });
    return {
      ...{ startExpiresAt: isReached, resendAt: isReached },
      ...{ deadlineAt: isNotAhead, expiresAt: isNotAhead, endedAt: isNotAhead },
    };
  }
}

const NEVER = new Date(8_640_000_000_000_000);

/** Mirrors `statusAt` and `failureAt`. */
function statusOf(now: Date): object {
  const end = { $ifNull: ['$expiresAt', { $ifNull: ['$deadlineAt', NEVER] }] };
  const is = (status: Status, over: unknown) => ({ $and: [{ $eq: ['$status', status] }, { $lte: [over, now] }] });
  const isExpired = { $or: [is('awaiting_telegram', '$startExpiresAt'), is('sent', end)] };
  return { $cond: [isExpired, 'expired', { $cond: [is('sending', end), 'failed', '$status'] }] };
}

const failureOf = (now: Date): object => ({
  $cond: [{ $eq: [statusOf(now), 'failed'] }, { $ifNull: ['$failure', 'telegram_timeout'] }, null],
});
