import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../errors';
import { idsSince } from '../ids';
import { Metrics } from '../metrics/metrics';
import type { Webhook, WebhookState } from './webhook';
import { WebhookRepository, type Page, type Search } from './webhook.repository';

/** What happened in that time and is over in this way. */
export type Period = Readonly<{
  state: Exclude<WebhookState, 'pending'>;
  from: Date;
  /** Before this time; without it until now. */
  to?: Date;
}>;

const AT_A_TIME = 500;

/** Webhooks as operators see them, and tell them again. */
@Injectable()
export class WebhookService implements OnModuleInit {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.beforeScrape(() => this.count());
  }

  list(search: Search, page: Page): Promise<Webhook[]> {
    return this.webhooks.list(search, page);
  }

  /** @throws AppError `not_found` */
  async get(id: string): Promise<Webhook> {
    return known(await this.webhooks.find(id));
  }

  /** Due at once, as if it had never been tried. @throws AppError `not_found` */
  async replay(id: string, now: Date): Promise<Webhook> {
    return known(await this.webhooks.replay(id, now));
  }

  /** @returns how many are due now */
  async replayAll({ state, from, to }: Period, now: Date): Promise<number> {
    const before = to && idsSince(to);
    let after = idsSince(from);
    for (let replayed = 0; ;) {
      const ids = await this.webhooks.replayAll({ state, after, before }, now, AT_A_TIME);
      replayed += ids.length;
      if (ids.length < AT_A_TIME) return replayed;
      after = ids.at(-1)!;
    }
  }

  /** Erases up to `limit` of those that have been over since before then. @returns how many */
  eraseEnded(before: Date, limit: number): Promise<number> {
    return this.webhooks.eraseEnded(before, limit);
  }

  /** Not a number is Prometheus' word for what is not known. */
  private async count(): Promise<void> {
    this.metrics.webhooksPending.set(await this.webhooks.countPending().catch(() => NaN));
  }
}

function known(found: Webhook | undefined): Webhook {
  if (!found) throw new AppError('not_found');
  return found;
}
