import { tooManyRequests } from './bot-api/bot-api.refusal';

const PER_BOT_AND_SECOND = 30;
const SECOND_MS = 1000;

/** Telegram's own limits on messages: 30 a second per bot, 1 a second per chat. */
export class SendLimits {
  readonly #lastByChat = new Map<string, number>();
  #recent: Readonly<{ botId: number; at: number }>[] = [];

  constructor(private readonly now: () => number) {}

  /** Counts a message, or refuses it. */
  take(botId: number, chatId: number): void {
    const now = this.now();
    this.#recent = this.#recent.filter(({ at }) => now - at < SECOND_MS);
    const chat = `${botId}:${chatId}`;
    const isChatBusy = now - (this.#lastByChat.get(chat) ?? 0) < SECOND_MS;
    const isBotBusy = this.#recent.filter((sent) => sent.botId === botId).length >= PER_BOT_AND_SECOND;
    if (isChatBusy || isBotBusy) throw tooManyRequests(1);
    this.#recent.push({ botId, at: now });
    this.#lastByChat.delete(chat);
    this.#lastByChat.set(chat, now);
    const oldest = this.#lastByChat.entries().next();
    if (!oldest.done && now - oldest.value[1] >= SECOND_MS) this.#lastByChat.delete(oldest.value[0]);
  }
}
