import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { Gates } from '../../telegram/gate/bot.gate';
import { DeliveryRepository } from '../store/delivery.repository';
import { Remover } from './remover';

/** A message that is this late does not just wait for its turn: something is wrong, and an operator should know. */
const ALARM_MS = 60_000;
/** `/health` may be requested often. */
const COUNT_EVERY_MS = 1_000;

/** What waits, which messages are a minute or more overdue, and which can be neither sent nor deleted. */
export type Waiting = Readonly<
  Record<'deliveries' | 'deletions' | 'overdue' | 'stranded', number> & {
    /** The stranded ones, by bots whose tokens are not in the settings. */
    leftBehind: readonly Readonly<{ botId: number; messages: number }>[];
  }
>;

/** Counts messages that outlive their time, or would for ever. */
@Injectable()
export class OverstayAlarm {
  private countedAt = -Infinity;
  private counting: Promise<Waiting | undefined> = Promise.resolve(undefined);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly gates: Gates,
    private readonly remover: Remover,
  ) {}

  /** The counts, at most a second old; undefined while the store does not answer. */
  count(): Promise<Waiting | undefined> {
    if (clock.elapsed() - this.countedAt < COUNT_EVERY_MS) return this.counting;
    this.countedAt = clock.elapsed();
    this.counting = this.read().catch(() => undefined);
    return this.counting;
  }

  /** The counts at this moment. */
  async read(): Promise<Waiting> {
    const dueBy = clock.in(-ALARM_MS);
    const all = await this.deliveries.countPending(dueBy);
    const bots = all.filter(({ botId }) => this.gates.get(botId));
    const leftBehind = all
      .filter(({ botId }) => !this.gates.get(botId))
      .map(({ botId, deliveries, deletions }) => ({ botId, messages: deliveries + deletions }));
    const sum = (of: 'deliveries' | 'deletions' | 'overdue') => bots.reduce((total, bot) => total + bot[of], 0);
    const overdue = Math.max(0, sum('overdue') - this.remover.countUnwritten(dueBy));
    const stranded = leftBehind.reduce((total, { messages }) => total + messages, 0);
    return { deliveries: sum('deliveries'), deletions: sum('deletions'), overdue, stranded, leftBehind };
  }
}
