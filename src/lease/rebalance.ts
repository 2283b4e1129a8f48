import type { BotCondition } from '../telegram/bots/bot.condition';
import type { Survey } from './lease';

/** Which instance has which bots, as one of them sees it at one moment, and what follows for it. */
export class Rebalance {
  private readonly holders: ReadonlyMap<number, string>;
  /** How many bots each of the others has. */
  private readonly others: ReadonlyMap<string, number>;
  private readonly own: number;

  constructor(
    private readonly instance: string,
    private readonly botIds: readonly number[],
    private readonly survey: Survey,
  ) {
    this.holders = new Map(survey.leases.map(({ botId, holder }) => [botId, holder]));
    const names = survey.present.map(({ instance: name }) => name).filter((name) => name !== instance);
    this.others = new Map(names.map((name) => [name, this.countOf(name)]));
    this.own = this.countOf(instance);
  }

  holderOf(botId: number): string | undefined {
    return this.holders.get(botId);
  }

  /** What a bot's holder reports of it; undefined if nothing, as for a bot that is well. */
  troubleOf(botId: number): BotCondition | undefined {
    const holder = this.survey.present.find(({ instance }) => instance === this.holders.get(botId));
    return holder?.troubles.find((trouble) => trouble.botId === botId);
  }

  /** Whether an instance with `own` bots takes a free lease at once: it is below its share, or no other has fewer. */
  mayTake(own: number): boolean {
    const share = Math.floor(this.botIds.length / (this.others.size + 1));
    return own < share || [...this.others.values()].every((count) => count >= own);
  }

  /** Another has at least two fewer. One gives at a time, and none while a lease is free: it may be in transit. */
  get shallGive(): boolean {
    const others = [...this.others];
    const isAllHeld = this.botIds.every((id) => this.holders.has(id));
    const isUneven = others.some(([, count]) => this.own - count >= 2);
    const isFirst = others.every(([name, count]) => count < this.own || (count === this.own && name > this.instance));
    return isAllHeld && isUneven && isFirst;
  }

  private countOf(name: string): number {
    return this.botIds.filter((id) => this.holders.get(id) === name).length;
  }
}
