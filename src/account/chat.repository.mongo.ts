import type { MongoDatabase } from '../persistence/mongo.database';
import { ChatRepository, type Chat } from './chat.repository';

export class MongoChatRepository extends ChatRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async find(botId: number, chatId: number): Promise<Chat | undefined> {
    const found = await this.database.run(() => this.model.findOne({ _id: keyOf(botId, chatId) }).lean());
    if (!found) return undefined;
    const { language, username, blockedAt } = found;
    return { botId, chatId, language, username, blockedAt };
  }

  /** Found by their keys: no index is needed. */
  async listStarted(chatId: number, botIds: readonly number[]): Promise<number[]> {
    const keys = this.database.trusted({ $in: botIds.map((botId) => keyOf(botId, chatId)) });
    const isAbsent = this.database.trusted({ $exists: false });
    const found = await this.database.run(() => this.model.find({ _id: keys, blockedAt: isAbsent }).lean());
    return found.map(({ botId }) => botId);
  }

  /** Field by field: one that a newer version added stays. */
  async remember({ botId, chatId, language, username, blockedAt }: Chat, now: Date): Promise<void> {
    const _id = keyOf(botId, chatId);
    const set = { language, username, blockedAt, updatedAt: now };
    const absent = { ...(username === undefined && { username: 1 }), ...(blockedAt === undefined && { blockedAt: 1 }) };
    const change = () => this.database.change(this.model, { _id }, { $set: set, $unset: absent });
    if (await change()) return;
    // Where another instance comes first, what we know is as good as what it wrote.
    if (!(await this.database.insert(this.model, { _id, botId, chatId, ...set }))) await change();
  }

  async setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void> {
    const known = { _id: keyOf(botId, chatId) };
    const blocked = { $set: { blockedAt: now, updatedAt: now } };
    const unblocked = { $set: { updatedAt: now }, $unset: { blockedAt: 1 } };
    await this.database.change(this.model, known, isBlocked ? blocked : unblocked);
  }

  async forget(botId: number, chatId: number): Promise<void> {
    await this.database.run(() => this.model.deleteOne({ _id: keyOf(botId, chatId) }));
  }

  private get model() {
    return this.database.collections.chats;
  }
}

const keyOf = (botId: number, chatId: number): string => `${botId}:${chatId}`;
