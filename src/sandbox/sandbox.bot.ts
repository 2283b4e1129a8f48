import { Chat, type Message, type Person } from './sandbox.chat';
import { PictureStore, type Picture } from './sandbox.picture';
import { UpdateQueue } from './sandbox.updates';
import { WebhookCourier } from './sandbox.webhook';
import { toReplyMarkup } from './bot-api/bot-api.keyboard';

const OLDEST_CALLBACKS = 1000;

/** What the bot showed after a button was pressed. */
export type CallbackAnswer = Readonly<{ text: string; isAlert: boolean; url: string }>;

/** A command as the menu next to the message field shows it. */
export type BotCommand = Readonly<{ command: string; description: string }>;

/** One bot: its chats, its pictures, its updates. */
export class Bot {
  readonly chats = new Map<number, Chat>();
  readonly pictures = new PictureStore();
  readonly updates = new UpdateQueue();
  /** The menu of each language; '' holds the one for all others. */
  readonly commands = new Map<string, readonly BotCommand[]>();
  readonly courier = new WebhookCourier(this.updates);
  /** Pressed buttons that wait for `answerCallbackQuery`. */
  readonly #pressed = new Map<string, (answer: CallbackAnswer) => void>();

  constructor(
    readonly username: string,
    public token?: string,
    /** The heading of its chats. */
    readonly name = 'A bot',
  ) {}

  get id(): number {
    return Number(this.token?.split(':')[0] ?? 0);
  }

  get user(): Record<string, unknown> {
    return { id: this.id, is_bot: true, first_name: this.name, username: this.username };
  }

  /** The chat with a person; a new one is not started. */
  chatWith(person: Person): Chat {
    const chat = this.chats.get(person.id) ?? new Chat(person);
    this.chats.set(person.id, chat);
    return chat;
  }

  /** Remembers a press until it is answered; old ones are forgotten, as Telegram forgets them. */
  awaitAnswer(id: string, answered: (answer: CallbackAnswer) => void): void {
    this.#pressed.set(id, answered);
    const oldest = this.#pressed.keys().next();
    if (this.#pressed.size > OLDEST_CALLBACKS && !oldest.done) this.#pressed.delete(oldest.value);
  }

  forgetPress(id: string): void {
    this.#pressed.delete(id);
  }

  /** False if this answer is no longer waited for. */
  answer(id: string, answer: CallbackAnswer): boolean {
    const answered = this.#pressed.get(id);
    this.#pressed.delete(id);
    answered?.(answer);
    return answered !== undefined;
  }

  /** A message as the Bot API shows it. */
  messageOf(chat: Chat, message: Message): Record<string, unknown> {
    const { text, entities, picture, contact, keyboard, isProtected } = message.content;
    const words = picture
      ? { photo: [photoSize(picture)], ...(text && { caption: text, ...some('caption_entities', entities) }) }
      : { ...(text && { text, ...some('entities', entities) }) };
    return {
      message_id: message.id,
      from: message.isByBot ? this.user : userOf(chat.person),
      chat: chatOf(chat.person),
      date: Math.floor(message.sentAt / 1000),
      ...(message.editedAt !== undefined && { edit_date: Math.floor(message.editedAt / 1000) }),
      ...words,
      ...(contact && { contact }),
      ...(isProtected && { has_protected_content: true }),
      ...(keyboard.length > 0 && { reply_markup: toReplyMarkup(keyboard) }),
    };
  }

  close(): void {
    this.courier.stop();
    this.updates.interrupt();
  }
}

export const userOf = (person: Person): Record<string, unknown> => ({
  id: person.id,
  is_bot: false,
  first_name: person.firstName,
  ...(person.username && { username: person.username }),
  language_code: person.languageCode,
});

export const chatOf = (person: Person): Record<string, unknown> => ({
  id: person.id,
  first_name: person.firstName,
  ...(person.username && { username: person.username }),
  type: 'private',
});

export const photoSize = (picture: Picture) => ({
  file_id: picture.id,
  file_unique_id: picture.uniqueId,
  file_size: picture.bytes.length,
  width: picture.width,
  height: picture.height,
});

const some = (name: string, list: readonly unknown[]) => (list.length > 0 ? { [name]: list } : {});
