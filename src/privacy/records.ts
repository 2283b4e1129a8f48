import { Injectable } from '@nestjs/common';
import type { Entry } from '../audit/audit.entry';
import { AuditRepository, type Search } from '../audit/store/audit.repository';
import type { Delivery } from '../delivery/delivery';
import { DeliveryHistory } from '../delivery/store/delivery.history';
import { paged } from '../paging';

/** What is recorded about a person, page by page: only the current page is held, and others are served in between. */
@Injectable()
export class Records {
  constructor(
    private readonly history: DeliveryHistory,
    private readonly audit: AuditRepository,
  ) {}

  /** Newest first. */
  deliveries(chatId: number): AsyncGenerator<Delivery> {
    return paged((last, limit) => this.history.list({ chatId }, { before: last?.id, limit }));
  }

  /** What a user did, and what was done to their account, newest first. */
  async *events(userId: string): AsyncGenerator<Entry> {
    const who = { kind: 'user', id: userId } as const;
    const mine = this.entries({ actor: who });
    const others = filtered(this.entries({ subject: who }), ({ actor }) => actor.id !== userId);
    yield* merged(mine, others);
  }

  private entries(search: Search): AsyncGenerator<Entry> {
    return paged((before, limit) => this.audit.list(search, { before, limit }));
  }
}

async function* filtered<T>(all: AsyncIterable<T>, isWanted: (one: T) => boolean): AsyncGenerator<T> {
  for await (const one of all) if (isWanted(one)) yield one;
}

/** Merges two lists, each newest first, into one. */
async function* merged(one: AsyncGenerator<Entry>, other: AsyncGenerator<Entry>): AsyncGenerator<Entry> {
  let [left, right] = await Promise.all([one.next(), other.next()]);
  while (!left.done || !right.done) {
    if (right.done || (!left.done && isNewer(left.value, right.value))) {
      yield left.value as Entry;
      left = await one.next();
    } else {
      yield right.value;
      right = await other.next();
    }
  }
}

const isNewer = (one: Entry, other: Entry): boolean =>
  one.at.getTime() === other.at.getTime() ? one.seq > other.seq : one.at > other.at;
