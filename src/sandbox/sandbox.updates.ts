import { randomInt } from 'node:crypto';
import { BotApiRefusal, conflict } from './bot-api/bot-api.refusal';

export type UpdateKind = 'message' | 'callback_query' | 'my_chat_member';
export type Update = Readonly<{ update_id: number } & Record<string, unknown>>;
export type PollRequest = Readonly<{
  offset: number;
  limit: number;
  timeoutSeconds: number;
  /** If undefined, as in the last request; if empty, everything. */
  allowed?: readonly string[];
}>;

type Waiting = Readonly<{ finish: (outcome: readonly Update[] | BotApiRefusal) => void }>;

const KEPT_UPDATES = 10_000;
const MAX_LIMIT = 100;
const MAX_TIMEOUT_SECONDS = 50;
const COMPETING = 'terminated by other getUpdates request; make sure that only one bot instance is running';

/** The updates that a bot has not confirmed yet, and the one long poll that may wait for more. */
export class UpdateQueue {
  #pending: Update[] = [];
  #nextId = randomInt(100_000_000, 900_000_000);
  #allowed: readonly string[] = [];
  #poller?: Waiting;
  #arrivals: (() => void)[] = [];

  get size(): number {
    return this.#pending.length;
  }

  /** True while a poll waits for an update. */
  get isPolled(): boolean {
    return this.#poller !== undefined;
  }

  get first(): Update | undefined {
    return this.#pending[0];
  }

  allow(kinds: readonly string[]): void {
    this.#allowed = kinds;
  }

  push(kind: UpdateKind, content: Readonly<Record<string, unknown>>): void {
    if (this.#allowed.length > 0 && !this.#allowed.includes(kind)) return;
    this.put({ update_id: this.#nextId++, [kind]: content });
  }

  /** Adds updates as they are, all at once: their ids may be out of order or repeated, their kinds not requested. */
  put(...updates: readonly Update[]): void {
    this.#pending = [...this.#pending, ...updates].slice(-KEPT_UPDATES);
    this.#poller?.finish(this.#pending.slice(0, MAX_LIMIT));
    this.#arrivals.splice(0).forEach((arrived) => arrived());
  }

  /** Forgets every update below the offset; a negative one counts from the end. */
  confirm(offset: number): void {
    if (offset < 0) this.#pending = this.#pending.slice(offset);
    else this.#pending = this.#pending.filter((update) => update.update_id >= offset);
  }

  clear(): void {
    this.#pending = [];
  }

  /** Answers at once if there are updates, otherwise waits; an earlier poll that still waits is refused. */
  async poll({ offset, limit, timeoutSeconds, allowed }: PollRequest, gone: AbortSignal): Promise<readonly Update[]> {
    this.interrupt(conflict(COMPETING));
    if (allowed) this.allow(allowed);
    if (offset !== 0) this.confirm(offset);
    const most = Math.min(Math.max(limit, 1), MAX_LIMIT);
    if (this.#pending.length > 0 || timeoutSeconds <= 0) return this.#pending.slice(0, most);
    const updates = await this.#wait(Math.min(timeoutSeconds, MAX_TIMEOUT_SECONDS), gone);
    return updates.slice(0, most);
  }

  /** Ends the poll that waits: with a refusal, or with no updates. */
  interrupt(refusal?: BotApiRefusal): void {
    this.#poller?.finish(refusal ?? []);
  }

  /** Resolves when the next update comes, or when `gone` is aborted. */
  arrival(gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const arrived = () => {
        gone.removeEventListener('abort', arrived);
        resolve();
      };
      this.#arrivals.push(arrived);
      gone.addEventListener('abort', arrived, { once: true });
    });
  }

  #wait(seconds: number, gone: AbortSignal): Promise<readonly Update[]> {
    return new Promise((resolve, reject) => {
      const finish = (outcome: readonly Update[] | BotApiRefusal) => {
        clearTimeout(timer);
        if (this.#poller === poller) this.#poller = undefined;
        if (outcome instanceof BotApiRefusal) reject(outcome);
        else resolve(outcome);
      };
      const poller: Waiting = { finish };
      const timer = setTimeout(() => finish([]), seconds * 1000);
      this.#poller = poller;
      gone.addEventListener('abort', () => finish([]), { once: true });
    });
  }
}
