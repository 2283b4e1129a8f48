import type { Claim, Outcome, Webhook, WebhookState, WebhookType } from '../webhook';

/** Which webhooks; what is absent leaves none out. */
export type Search = Readonly<{ state?: WebhookState; type?: WebhookType }>;

/** `before`: only those that are older than this id. */
export type Page = Readonly<{ before?: string; limit: number }>;

/** What happened in a time and is over in a way. */
export type Period = Readonly<{
  state: Exclude<WebhookState, 'pending'>;
  from: Date;
  /** Before this time; without it until now. */
  to?: Date;
}>;

/** What is to be told once more, as far as it is behind this id. */
export type Replay = Period & Readonly<{ after: string }>;

/** `busy`: of the apps that are in it nothing is claimed, nor, where an empty one is, what is no app's. */
export type Terms = Readonly<{ leaseEnds: Date; limit: number; busy?: readonly string[] }>;

/** What other services are told. Each method changes each row it touches in one atomic write. */
export abstract class WebhookRepository {
  /** Does nothing if the id is there already. */
  abstract insert(webhook: Webhook): Promise<void>;
  abstract find(id: string): Promise<Webhook | undefined>;
  /** Leases what is due, longest due first: until `leaseEnds` each has one holder. */
  abstract claimDue(holder: string, now: Date, terms: Terms): Promise<Claim[]>;
  /** Writes down what came of it. False, and nothing changed, if the caller no longer holds the row. */
  abstract settle(held: Claim, outcome: Outcome): Promise<boolean>;
  /** Due now, and as if it had never been tried; its holder loses it. Undefined if it is not there. */
  abstract replay(id: string, now: Date): Promise<Webhook | undefined>;
  /**
   * As `replay`, for the first of those that are over since before `now`: up to `limit`, in the order of their ids.
   * @returns their ids
   */
  abstract replayAll(which: Replay, now: Date, limit: number): Promise<string[]>;
  /** Newest first. No search walks through the whole history, however rare what it looks for. */
  abstract list(search: Search, page: Page): Promise<Webhook[]>;
  /** How many are not over yet. */
  abstract countPending(): Promise<number>;
  /** Erases up to `limit` of those that have been over since before then, oldest first. @returns how many */
  abstract eraseEnded(before: Date, limit: number): Promise<number>;
}
