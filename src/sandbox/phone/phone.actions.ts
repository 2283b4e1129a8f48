import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatOf, userOf, type Bot, type CallbackAnswer } from '../sandbox.bot';
import type { Chat, Content, Message, Person } from '../sandbox.chat';
import type { World } from '../sandbox.world';

/** What the phone says when a person tries something that Telegram does not let them do. */
export class PhoneRefusal extends Error {
  constructor(
    readonly status: number,
    readonly sentence: string,
  ) {
    super(sentence);
    this.name = 'PhoneRefusal';
  }
}

export type PressResult =
  Readonly<{ url: string }> | Readonly<{ copy: string }> | Readonly<{ answer: CallbackAnswer | null }>;

const ANSWER_SECONDS = 10;

/** One person's phone, open at the chat with the bot: everything that a person can do there. */
export class Phone {
  readonly #world: World;
  readonly #bot: Bot;
  readonly chat: Chat;

  constructor(world: World, bot: Bot, chat: Chat) {
    this.#world = world;
    this.#bot = bot;
    this.chat = chat;
  }

  /** Presses Start, with the payload of a `t.me` link if there is one. */
  start(payload = ''): Message {
    this.setBlocked(false);
    this.chat.isStarted = true;
    return this.#write(payload ? `/start ${payload}` : '/start');
  }

  say(text: string): Message {
    if (text === '/start' || text.startsWith('/start ')) return this.start(text.slice('/start '.length));
    this.#assertOpen();
    return this.#write(text);
  }

  /** @param of whose contact; Telegram lets people pass on any contact that they have */
  shareContact(of: Person = this.chat.person): Message {
    this.#assertOpen();
    const { phone, firstName, id } = of;
    const contact = { phone_number: phone, first_name: firstName, user_id: id };
    return this.#receive({ text: '', entities: [], contact, keyboard: [] });
  }

  /** Blocks or unblocks the bot, which gets an update if that changed something. */
  setBlocked(isBlocked: boolean): void {
    if (this.chat.isBlocked === isBlocked) return;
    this.chat.isBlocked = isBlocked;
    const member = (status: string) => ({
      user: this.#bot.user,
      status,
      ...(status === 'kicked' && { until_date: 0 }),
    });
    this.#bot.updates.push('my_chat_member', {
      chat: chatOf(this.chat.person),
      from: userOf(this.chat.person),
      date: Math.floor(this.#world.now() / 1000),
      old_chat_member: member(isBlocked ? 'member' : 'kicked'),
      new_chat_member: member(isBlocked ? 'kicked' : 'member'),
    });
    this.#world.changed();
  }

  /** Presses a button; a callback button waits up to 10 s for the bot's answer. */
  async press(messageId: number, row: number, column: number, gone: AbortSignal): Promise<PressResult> {
    const message = this.chat.messages.get(messageId);
    const button = message?.content.keyboard[row]?.[column];
    if (!message || !button) throw new PhoneRefusal(404, 'That button is gone.');
    switch (button.kind) {
      case 'url':
        return { url: button.url };
      case 'copy':
        return { copy: button.copy };
      case 'callback':
        return { answer: await this.#ask(message, button.data, gone) };
      default:
        return button satisfies never;
    }
  }

  async #ask(message: Message, data: string, gone: AbortSignal): Promise<CallbackAnswer | null> {
    const id = String(randomBytes(7).readUIntBE(0, 6));
    const answered = new Promise<CallbackAnswer>((resolve) => this.#bot.awaitAnswer(id, resolve));
    const waited = new AbortController();
    this.#bot.updates.push('callback_query', {
      id,
      from: userOf(this.chat.person),
      message: this.#bot.messageOf(this.chat, message),
      chat_instance: String(this.chat.person.id),
      data,
    });
    const tooLate = sleep(ANSWER_SECONDS * 1000, null, { signal: AbortSignal.any([gone, waited.signal]) });
    try {
      return await Promise.race([answered, tooLate.catch(() => null)]);
    } finally {
      waited.abort();
      this.#bot.forgetPress(id);
    }
  }

  #assertOpen(): void {
    if (this.chat.isBlocked) throw new PhoneRefusal(409, 'You have blocked the bot. Unblock it first.');
    if (!this.chat.isStarted) throw new PhoneRefusal(409, 'Press Start first.');
  }

  #write(text: string): Message {
    const command = /^\/[A-Za-z0-9_]+(?:@\w+)?/.exec(text)?.[0];
    const entities = command ? [{ type: 'bot_command', offset: 0, length: command.length }] : [];
    return this.#receive({ text, entities, keyboard: [] });
  }

  #receive(content: Content): Message {
    const message = this.chat.add(content, false, this.#world.now());
    this.#bot.updates.push('message', this.#bot.messageOf(this.chat, message));
    this.#world.changed();
    return message;
  }
}
