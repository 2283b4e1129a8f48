/** Telegram takes one message a second per chat, as they arrive there: a little more, since latency varies. */
const GAP_MS = 1100;

/** Remembers, for as long as it matters, which chats have just got a message. */
export class ChatSpacing {
  /** Chats in the order in which they were taken: the first are free first. */
  private readonly freeAt = new Map<number, number>();

  /** Takes the chat if it is free now and returns 0; otherwise returns how long until it is free. */
  take(chatId: number, now: number): number {
    const waitMs = this.waitMs(chatId, now);
    if (waitMs === 0) this.book(chatId, now);
    return waitMs;
  }

  /** Takes the chat's next turn and returns how long until then. */
  book(chatId: number, now: number): number {
    this.forget(now);
    const waitMs = this.waitMs(chatId, now);
    this.freeAt.delete(chatId);
    this.freeAt.set(chatId, now + waitMs + GAP_MS);
    return waitMs;
  }

  /** How long until the chat is free. */
  waitMs(chatId: number, now: number): number {
    return Math.max(0, (this.freeAt.get(chatId) ?? 0) - now);
  }

  private forget(now: number): void {
    for (const [chatId, freeAt] of this.freeAt) {
      if (freeAt > now) return;
      this.freeAt.delete(chatId);
    }
  }
}
