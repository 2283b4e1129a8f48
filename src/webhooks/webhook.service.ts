import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../errors';
import { idsSince } from '../ids';
import { Metrics } from '../metrics/metrics';
import type { Webhook } from './webhook';
import { WebhookRepository, type Page, type Period, type Search } from './store/webhook.repository';

const AT_A_TIME = 500;
/** An id may tell when a message was requested; the event comes later: within a deadline, or after a crash. */
const LONGEST_WAY_MS = 24 * 3600 * 1000;

/** Lets operators see and replay webhooks. */
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

  /** Makes it due at once, as if it had never been tried. @throws AppError `not_found` */
  async replay(id: string, now: Date): Promise<Webhook> {
    return known(await this.webhooks.replay(id, now));
  }

  /** @returns how many were replayed */
  async replayAll(period: Period, now: Date): Promise<number> {
    let after = idsSince(new Date(period.from.getTime() - LONGEST_WAY_MS));
    for (let replayed = 0; ;) {
      const ids = await this.webhooks.replayAll({ ...period, after }, now, AT_A_TIME);
      replayed += ids.length;
      const last = ids.at(-1);
      if (last === undefined || ids.length < AT_A_TIME) return replayed;
      after = last;
    }
  }

  /** Erases up to `limit` of those that ended before `before`. @returns how many were erased */
  eraseEnded(before: Date, limit: number): Promise<number> {
    return this.webhooks.eraseEnded(before, limit);
  }

  /** NaN is Prometheus' value for what is not known. */
  private async count(): Promise<void> {
    this.metrics.webhooksPending.set(await this.webhooks.countPending().catch(() => NaN));
  }
}

function known(found: Webhook | undefined): Webhook {
  if (!found) throw new AppError('not_found');
  return found;
}
