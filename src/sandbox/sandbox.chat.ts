import type { Entity } from './bot-api/bot-api.html';
import type { Keyboard } from './bot-api/bot-api.keyboard';
import type { Picture } from './sandbox.picture';

const KEPT_MESSAGES = 500;

/** A person with a phone. */
export type Person = {
  readonly id: number;
  firstName: string;
  username?: string;
  languageCode: string;
  readonly phone: string;
  isDeactivated: boolean;
  /** The seed from which their profile picture is drawn; absent if they have none, or hide it. */
  portrait?: number;
};

/** The content of a message; the text is the caption if there is a picture. */
export type Content = Readonly<{
  text: string;
  entities: readonly Entity[];
  picture?: Picture;
  contact?: Readonly<{ phone_number: string; first_name: string; user_id: number }>;
  keyboard: Keyboard;
  isProtected?: boolean;
}>;

export type Message = {
  readonly id: number;
  readonly isByBot: boolean;
  readonly sentAt: number;
  editedAt?: number;
  content: Content;
};

/** The private chat of one person with one bot. */
export class Chat {
  readonly messages = new Map<number, Message>();
  isStarted = false;
  isBlocked = false;
  #lastId = 0;

  constructor(readonly person: Person) {}

  /** Message ids grow and are never reused; only the last 500 messages are kept. */
  add(content: Content, isByBot: boolean, now: number): Message {
    this.#lastId += 1;
    const message: Message = { id: this.#lastId, isByBot, sentAt: now, content };
    this.messages.set(message.id, message);
    const oldest = this.messages.keys().next();
    if (this.messages.size > KEPT_MESSAGES && !oldest.done) this.messages.delete(oldest.value);
    return message;
  }
}
