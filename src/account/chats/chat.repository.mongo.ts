import type { Language } from '../../config/languages';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { keyOf, toChat, usernameKeyOf } from './chat.mapping';
import { ChatRepository, type Chat } from './chat.repository';

export class MongoChatRepository extends ChatRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async find(botId: number, chatId: number): Promise<Chat | undefined> {
    const found = await this.database.run(() => this.model.findOne({ _id: keyOf(botId, chatId) }).lean());
    return found ? toChat(found) : undefined;
  }

  /** Looked up by their keys, so no index is needed. */
  async listStarted(chatId: number, botIds: readonly number[]): Promise<number[]> {
    const keys = this.database.trusted({ $in: botIds.map((botId) => keyOf(botId, chatId)) });
    const isAbsent = this.database.trusted({ $exists: false });
    const found = await this.database.run(() =>
      this.model.find({ _id: keys, blockedAt: isAbsent, pausedAt: isAbsent }).lean(),
    );
    return found.map(({ botId }) => botId);
  }

  /** Writes field by field, so that a field that a newer version added stays. */
  async remember({ botId, chatId, ...told }: Omit<Chat, 'chosenLanguage'>, now: Date): Promise<void> {
    const _id = keyOf(botId, chatId);
    const { language, ...rest } = { ...told, usernameKey: usernameKeyOf(told), unanswered: undefined };
    const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const set = { language, ...known, updatedAt: now };
    const absent = Object.fromEntries(OPTIONAL.filter((field) => !(field in known)).map((field) => [field, 1]));
    const change = () => this.database.change(this.model, { _id }, { $set: set, $unset: absent });
    if (await change()) return;
    // If another instance was first, what we know is as good as what it wrote.
    if (!(await this.database.insert(this.model, { _id, botId, chatId, ...set }))) await change();
  }

  async setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void> {
    const known = { _id: keyOf(botId, chatId) };
    await this.database.change(
      this.model,
      known,
      isBlocked ? { $set: { blockedAt: now } } : { $unset: { blockedAt: 1 } },
    );
  }

  async pause(chatId: number, botIds: readonly number[], now: Date): Promise<void> {
    await Promise.all(botIds.map((botId) => this.write(botId, chatId, { pausedAt: now }, now)));
  }

  chooseLanguage(botId: number, chatId: number, chosenLanguage: Language, now: Date): Promise<void> {
    return this.write(botId, chatId, { chosenLanguage }, now);
  }

  async noteUnanswered(botId: number, chatId: number, most: number, now: Date): Promise<boolean> {
    const _id = keyOf(botId, chatId);
    const counted = await this.database.change(this.model, { _id }, { $inc: { unanswered: 1 } });
    if (!counted || (counted.unanswered ?? 0) < most) return false;
    const isNot = { pausedAt: this.database.trusted({ $exists: false }) };
    return (await this.database.change(this.model, { _id, ...isNot }, { $set: { pausedAt: now } })) !== undefined;
  }

  async noteAnswered(botId: number, chatId: number): Promise<void> {
    const counted = { _id: keyOf(botId, chatId), unanswered: this.database.trusted({ $gt: 0 }) };
    await this.database.run(() => this.model.updateOne(counted, { $unset: { unanswered: 1 } }));
  }

  async forget(botId: number, chatId: number): Promise<void> {
    await this.database.run(() => this.model.deleteOne({ _id: keyOf(botId, chatId) }));
  }

  /** A chat that was not known is stored as paused. */
  private async write(botId: number, chatId: number, told: Partial<Chat>, now: Date): Promise<void> {
    const _id = keyOf(botId, chatId);
    const change = () => this.database.change(this.model, { _id }, { $set: told });
    if (await change()) return;
    const unknown = { _id, botId, chatId, language: 'en', pausedAt: now, updatedAt: now, ...told };
    if (!(await this.database.insert(this.model, unknown))) await change();
  }

  private get model() {
    return this.database.collections.chats;
  }
}

const OPTIONAL = ['name', 'username', 'usernameKey', 'blockedAt', 'pausedAt', 'unanswered'];
