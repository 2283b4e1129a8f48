import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { DEFAULT_APP } from '../../config/apps/app';
import { isFinal } from '../../verification/verification';
import { VerificationHistory, type VerificationCount } from '../../verification/store/verification.history';
import { giveWay } from '../../paging';
import { byTheHour } from './census';
import type { CountsDto, CountsQuery } from './counts.dto';
import { DAY_MS, periodOf } from '../period.fields';

/** The longest that an operator waits for an answer. */
const MOST_MS = 4_000;

type Sort = CountsDto['messages'][number] | CountsDto['verifications'][number];

/** Counts messages and sign-ins of each kind: the values that lists can be filtered by. */
@Injectable()
export class CountsService {
  constructor(
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
  ) {}

  /** The newest hours first, until time runs out. */
  async read(query: CountsQuery): Promise<CountsDto> {
    const period = periodOf(query, DAY_MS);
    const now = clock.now();
    const [messages, verifications] = [
      new Sum<CountsDto['messages'][number]>(),
      new Sum<CountsDto['verifications'][number]>(),
    ];
    const apps = new SumOfApps();
    const until = clock.elapsed() + MOST_MS;
    let since = period.to;
    for (const { from, to } of [...byTheHour(period)].reverse()) {
      if (clock.elapsed() > until) break;
      for (const { state: status, error = null, botId: bot, count } of await this.deliveries.count(from, to))
        messages.add({ status, error, bot, count });
      for (const one of await this.verifications.count(from, to, now)) {
        const { status, failure: reason = null, botId: bot, count } = one;
        verifications.add({ status, reason, bot, count });
        apps.add(one);
      }
      since = from;
      await giveWay();
    }
    return {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      counted_since: since.toISOString(),
      messages: messages.sorted,
      verifications: verifications.sorted,
      apps: apps.sorted,
    };
  }
}

class Sum<T extends Sort> {
  private readonly sorts = new Map<string, T>();

  add(sort: T): void {
    const { count, ...rest } = sort;
    const key = JSON.stringify(rest);
    this.sorts.set(key, { ...sort, count: count + (this.sorts.get(key)?.count ?? 0) });
  }

  get sorted(): T[] {
    return [...this.sorts.values()].sort((a, b) => b.count - a.count);
  }
}

class SumOfApps {
  private readonly apps = new Map<string, CountsDto['apps'][number]>();

  add({ appId: app = DEFAULT_APP, status, count, lastAt }: VerificationCount): void {
    const last = lastAt.toISOString();
    const known = this.apps.get(app) ?? { app, begun: 0, verified: 0, failed: 0, last_at: last };
    const isVerified = status === 'verified';
    this.apps.set(app, {
      app,
      begun: known.begun + count,
      verified: known.verified + (isVerified ? count : 0),
      failed: known.failed + (isFinal(status) && !isVerified ? count : 0),
      last_at: last > known.last_at ? last : known.last_at,
    });
  }

  get sorted(): CountsDto['apps'] {
    return [...this.apps.values()].sort((a, b) => b.begun - a.begun);
  }
}
