import { toChat } from '../../account/chats/chat.mapping';
import type { Chat } from '../../account/chats/chat.repository';
import { idsSince } from '../../ids';
import { NO_CHAT } from '../../verification/verification';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { TraceRepository, type Gone } from './trace.repository';

const AT_A_TIME = 500;

/** Each change may be repeated without harm, so after a lost answer the erasure is repeated. */
export class MongoTraceRepository extends TraceRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async listChats(chatId: number): Promise<Chat[]> {
    const { chats } = this.database.collections;
    const found = await this.database.run(() => chats.find({ chatId }).sort({ botId: 1 }).lean());
    return found.map(toChat);
  }

  async listUnsent(chatId: number): Promise<string[]> {
    const { verifications } = this.database.collections;
    const unsent = { chatId, failure: 'bot_not_started' };
    const found = await this.database.run(() => verifications.find(unsent, { _id: 1 }).sort({ _id: -1 }).lean());
    return found.map(({ _id }) => _id);
  }

  /** The order matters: while they have their chat, messages tell which sign-ins were meant for it. */
  async erase({ userId, chatId }: Gone, until: Date, lost: Date): Promise<number> {
    const { chats, deliveries, logouts, oidcRecords, portraits, sessions } = this.database.collections;
    const { trusted } = this.database;
    const before = trusted({ $lte: until });
    // Apps must be told that their sign-ins have ended, and the reminder to do so goes with the sessions.
    const living = { userId, dueAt: trusted({ $exists: false }) };
    await this.database.run(() => logouts.updateMany(living, { $set: { dueAt: until } }));
    await this.database.run(() => sessions.deleteMany({ userId }));
    await this.database.run(() => portraits.deleteOne({ _id: userId }));
    await this.database.run(() => oidcRecords.deleteMany({ userId }));
    await this.database.run(() => chats.deleteMany({ chatId, updatedAt: before }));
    await this.forgetApplicants(chatId, until);
    const ofChat = { chatId, requestedAt: before };
    const isOver = { ...ofChat, dueAt: trusted({ $exists: false }) };
    await this.database.run(() => deliveries.updateMany(isOver, { $set: { chatId: NO_CHAT } }));
    const isLost = { chatId, requestedAt: trusted({ $lte: until, $lt: lost }) };
    const givenUp = { $set: { chatId: NO_CHAT, state: 'failed' }, $unset: { dueAt: 1, holder: 1 } };
    await this.database.run(() => deliveries.updateMany(isLost, givenUp));
    return this.database.run(() => deliveries.countDocuments(ofChat));
  }

  private async forgetApplicants(chatId: number, until: Date): Promise<void> {
    await this.forgetApplicantsOf(await this.listUnsent(chatId), chatId, until);
    for (let after = ''; ;) {
      const page = await this.listDeliveries(chatId, until, after);
      await this.forgetApplicantsOf(
        page.map(({ verificationId }) => verificationId),
        chatId,
        until,
      );
      const last = page.at(-1);
      if (!last || page.length < AT_A_TIME) return;
      after = last._id;
    }
  }

  private listDeliveries(chatId: number, until: Date, after: string) {
    const { deliveries } = this.database.collections;
    const { trusted } = this.database;
    const behind = { chatId, requestedAt: trusted({ $lte: until }), _id: trusted({ $gt: after }) };
    return this.database.run(() =>
      deliveries.find(behind, { verificationId: 1 }).sort({ _id: 1 }).limit(AT_A_TIME).lean(),
    );
  }

  private async forgetApplicantsOf(ids: readonly string[], chatId: number, until: Date): Promise<void> {
    const { verifications } = this.database.collections;
    const { trusted } = this.database;
    const meant = {
      _id: trusted({ $in: [...ids] }),
      createdAt: trusted({ $lte: until }),
      // The current message was also requested by then.
      deliveryId: trusted({ $lt: idsSince(new Date(until.getTime() + 1)) }),
    };
    const nobody = { applicant: {}, requester: { browser: '', system: '' }, origin: '' };
    await this.database.run(() => verifications.updateMany(meant, { $set: nobody, $unset: { reason: 1 } }));
    await this.database.run(() => verifications.updateMany({ ...meant, chatId }, { $set: { chatId: NO_CHAT } }));
  }
}
