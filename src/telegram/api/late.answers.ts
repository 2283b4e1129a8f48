import { readAnswer } from './bot-api.answer';
import { BotApiError } from './bot-api.error';
import type { Exchange } from './bot-api.exchange';

/** How many late answers to wait for: each occupies a connection. */
const MOST = 32;
const LISTEN_MS = 120_000;

/** Calls that timed out and may still be answered. */
export class LateAnswers {
  private readonly waiting = new Set<Exchange>();

  /** If the exchange times out, `tell` gets the result that still comes, within two minutes. */
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

/** Any other late answer was already handled, as an unknown outcome. */
function resultIn(answer: Parameters<typeof readAnswer>[0]): unknown {
  try {
    return readAnswer(answer);
  } catch {
    return undefined;
  }
}
