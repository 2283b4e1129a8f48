import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Gates } from '../telegram/bot.gate';
import { DeliveryRepository } from './delivery.repository';
import { Remover } from './remover';

/** A message that is this late does not just wait for its turn: something is wrong, and an operator should know. */
const ALARM_MS = 60_000;
/** Whoever may ask for `/health` may ask often. */
const COUNT_EVERY_MS = 1_000;

/** Messages that wait to be sent and to be deleted, deletions that are late, and what nobody can send or delete any more. */
export type Waiting = Readonly<
  Record<'deliveries' | 'deletions' | 'overdue', number> & {
    leftBehind: readonly Readonly<{ botId: number; messages: number }>[];
  }
>;

/** Knows of messages that outlive their time by a minute and more. */
@Injectable()
export class OverstayAlarm {
  private countedAt = -Infinity;
  private counting: Promise<number | undefined> = Promise.resolve(undefined);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly gates: Gates,
    private readonly remover: Remover,
  ) {}

  /**
   * How many there are, not more than a second ago; undefined while the store cannot tell. Those of a bot whose token was
   * taken out nobody can delete: they are told once, at the start.
   */
  count(): Promise<number | undefined> {
    if (clock.elapsed() - this.countedAt < COUNT_EVERY_MS) return this.counting;
    this.countedAt = clock.elapsed();
    this.counting = this.read().then(
      ({ overdue }) => overdue,
      () => undefined,
    );
    return this.counting;
  }

  /** What waits at this moment, for all bots that have a token; and for those that have none any more. */
  async read(): Promise<Waiting> {
    const dueBy = clock.in(-ALARM_MS);
    const all = await this.deliveries.countPending(dueBy);
    const bots = all.filter(({ botId }) => this.gates.get(botId));
    const leftBehind = all
      .filter(({ botId }) => !this.gates.get(botId))
      .map(({ botId, deliveries, deletions }) => ({ botId, messages: deliveries + deletions }));
    const sum = (of: 'deliveries' | 'deletions' | 'overdue') => bots.reduce((total, bot) => total + bot[of], 0);
    const overdue = Math.max(0, sum('overdue') - this.remover.countUnwritten(dueBy));
    return { deliveries: sum('deliveries'), deletions: sum('deletions'), overdue, leftBehind };
  }
}
