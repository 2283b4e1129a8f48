import type { Claim, Outcome, Webhook, WebhookState, WebhookType } from '../webhook';

/** Which webhooks; an absent field excludes none. */
export type Search = Readonly<{ state?: WebhookState; type?: WebhookType }>;

/** `before`: only those older than this id. */
export type Page = Readonly<{ before?: string; limit: number }>;

/** Webhooks of a period that have ended in a given state. */
export type Period = Readonly<{
  state: Exclude<WebhookState, 'pending'>;
  from: Date;
  /** Before this time; until now if absent. */
  to?: Date;
}>;

/** Which webhooks are to be sent again: only those behind this id. */
export type Replay = Period & Readonly<{ after: string }>;

/** `busy`: the apps whose webhooks are not claimed; an empty id stands for those of no app. */
export type Terms = Readonly<{ leaseEnds: Date; limit: number; busy?: readonly string[] }>;

/** Stores what other services are told. Each method changes each row it touches in one atomic write. */
export abstract class WebhookRepository {
  /** Does nothing if the id already exists. */
  abstract insert(webhook: Webhook): Promise<void>;
  abstract find(id: string): Promise<Webhook | undefined>;
  /** Leases what is due, longest due first; until `leaseEnds`, each has one holder. */
  abstract claimDue(holder: string, now: Date, terms: Terms): Promise<Claim[]>;
  /** Records the outcome. False, with nothing changed, if the caller no longer holds the row. */
  abstract settle(held: Claim, outcome: Outcome): Promise<boolean>;
  /** Makes it due now, as if it had never been tried; its holder loses it. Undefined if there is no such webhook. */
  abstract replay(id: string, now: Date): Promise<Webhook | undefined>;
  /**
   * As `replay`, for the first of those that ended before `now`: up to `limit`, in the order of their ids.
   * @returns their ids
   */
  abstract replayAll(which: Replay, now: Date, limit: number): Promise<string[]>;
  /** Newest first. No search walks through the whole history, however rare its matches are. */
  abstract list(search: Search, page: Page): Promise<Webhook[]>;
  /** How many are not over yet. */
  abstract countPending(): Promise<number>;
  /** Erases up to `limit` of those that ended before `before`, oldest first. @returns how many were erased */
  abstract eraseEnded(before: Date, limit: number): Promise<number>;
}
