import { readAnswer } from './bot-api.answer';
import { BotApiError } from './bot-api.error';
import type { Exchange } from './bot-api.exchange';

/** Connections that are taken up meanwhile. */
const MOST = 32;
const LISTEN_MS = 120_000;

/** Calls that ran out of time and may still be answered. */
export class LateAnswers {
  private readonly waiting = new Set<Exchange>();

  /** Once the exchange has run out of time, and for two minutes at the most, `tell` gets the result that comes. */
  listen(exchange: Exchange, tell: (result: unknown) => void): void {
    exchange.answer.catch((error: unknown) => {
      if (error instanceof BotApiError && error.kind === 'unknown' && error.description === 'timeout')
        void this.wait(exchange, tell);
    });
  }

  private async wait(exchange: Exchange, tell: (result: unknown) => void): Promise<void> {
    this.waiting.add(exchange);
    if (this.waiting.size > MOST) this.waiting.values().next().value?.hangUp();
    const timer = setTimeout(() => exchange.hangUp(), LISTEN_MS).unref();
    const answer = await exchange.late;
    clearTimeout(timer);
    this.waiting.delete(exchange);
    const result = answer && resultIn(answer);
    if (result !== undefined) tell(result);
  }
}

/** Whatever else came late has been dealt with already: as an outcome that is not known. */
function resultIn(answer: Parameters<typeof readAnswer>[0]): unknown {
  try {
    return readAnswer(answer);
  } catch {
    return undefined;
  }
}
