import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { VerificationHistory } from '../../verification/store/verification.history';
import { giveWay } from '../../paging';
import { byTheHour } from './census';
import type { CountsDto, CountsQuery } from './counts.dto';
import { DAY_MS, periodOf } from '../period.fields';

/** Longer than that nobody waits for an answer. */
const MOST_MS = 4_000;

type Sort = CountsDto['messages'][number] | CountsDto['verifications'][number];

/** How many messages and sign-ins there are of each sort: what a list can be narrowed to. */
@Injectable()
export class CountsService {
  constructor(
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
  ) {}

  /** The newest hours first, until it takes too long. */
  async read(query: CountsQuery): Promise<CountsDto> {
    const period = periodOf(query, DAY_MS);
    const now = clock.now();
    const [messages, verifications] = [
      new Sum<CountsDto['messages'][number]>(),
      new Sum<CountsDto['verifications'][number]>(),
    ];
    const until = clock.elapsed() + MOST_MS;
    let since = period.to;
    for (const { from, to } of [...byTheHour(period)].reverse()) {
      if (clock.elapsed() > until) break;
      for (const { state: status, error = null, botId: bot, count } of await this.deliveries.count(from, to))
        messages.add({ status, error, bot, count });
      for (const { status, failure: reason = null, botId: bot, count } of await this.verifications.count(from, to, now))
        verifications.add({ status, reason, bot, count });
      since = from;
      await giveWay();
    }
    return {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      counted_since: since.toISOString(),
      messages: messages.sorted,
      verifications: verifications.sorted,
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
