import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { idsSince, type Stretch } from '../../ids';
import { VerificationHistory } from '../../verification/store/verification.history';
import { giveWay, paged } from '../../paging';
import { MessageTally } from './message.tally';
import { HOUR_MS, type Period } from '../period.fields';
import { Tally } from './tally';

/** Counts of what began in a period. */
export type Counted = Readonly<{ signIns: Tally; messages: MessageTally }>;

/** `since`: what began before then is not counted yet. */
export type Counts = Readonly<{ since: Date; steps: readonly (Counted & Readonly<{ at: Date }>)[] }>;

/** Counts by the start of their step, in milliseconds. */
type BySteps = Map<number, Counted>;
type Remembered = Readonly<{ counted: BySteps; until: number }>;
type Cut = Readonly<{ from: number; stepMs: number }>;

/** More than twice the hours of the longest period that may be asked for. */
const MOST_HOURS = 2_000;
/** The longest that an operator waits for an answer. */
const MOST_MS = 4_000;

/**
 * Counts what began in a period. A whole hour that ended at least an hour ago is cached for as long as it had been over
 * when counted: the older it is, the less changes in it. So a page that is open all day does not count all day.
 */
@Injectable()
export class Census {
  private readonly hours = new Map<string, Remembered>();

  constructor(
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly config: Config,
  ) {}

  /**
   * The newest hours first, until time runs out: asked again, it goes on from there.
   * @param stepMs the length of the steps into which the period is cut; a single step if left out
   */
  async count({ from, to }: Period, stepMs = Infinity): Promise<Counts> {
    const cut = { from: from.getTime(), stepMs };
    const length = Math.ceil((to.getTime() - cut.from) / stepMs) || 1;
    const steps = Array.from({ length }, (_, index) => ({
      at: new Date(cut.from + (index && index * stepMs)),
      ...this.nothing(),
    }));
    const until = clock.elapsed() + MOST_MS;
    let since = to;
    for (const hour of [...byTheHour({ from, to })].reverse()) {
      if (clock.elapsed() > until) break;
      for (const [beganAt, { signIns, messages }] of await this.recall(hour, cut)) {
        const step = steps[stepMs === Infinity ? 0 : (beganAt - cut.from) / stepMs];
        step?.signIns.merge(signIns);
        step?.messages.merge(messages);
      }
      since = hour.from;
      // A quiet hour is a single page, and paging yields to other requests only between pages.
      await giveWay();
    }
    return { since, steps };
  }

  private nothing(): Counted {
    const now = clock.now();
    return { signIns: new Tally(now, this.config.deliveryDeadlineSeconds * 1000), messages: new MessageTally(now) };
  }

  private async recall(part: Period, cut: Cut): Promise<BySteps> {
    const [from, to, now] = [part.from.getTime(), part.to.getTime(), clock.now().getTime()];
    const overMs = now - to;
    if (to - from < HOUR_MS || overMs < HOUR_MS) return this.read(part, cut);
    const key = `${from} ${cut.stepMs} ${beginning(from, cut)}`;
    const known = this.hours.get(key);
    if (known && now < known.until) return known.counted;
    const counted = await this.read(part, cut);
    this.remember(key, { counted, until: now + overMs });
    return counted;
  }

  private async read(part: Period, cut: Cut): Promise<BySteps> {
    const counted: BySteps = new Map();
    const at = (moment: Date): Counted => {
      const began = beginning(moment.getTime(), cut);
      const known = counted.get(began) ?? this.nothing();
      counted.set(began, known);
      return known;
    };
    for await (const one of between(this.verifications, part)) at(one.createdAt).signIns.add(one);
    for await (const row of between(this.deliveries, part)) at(row.requestedAt).messages.add(row);
    return counted;
  }

  private remember(key: string, remembered: Remembered): void {
    this.hours.delete(key);
    this.hours.set(key, remembered);
    const [oldest] = this.hours.keys();
    if (oldest !== undefined && this.hours.size > MOST_HOURS) this.hours.delete(oldest);
  }
}

/** The start of the step that a moment falls into. */
const beginning = (moment: number, { from, stepMs }: Cut): number =>
  stepMs === Infinity ? 0 : from + Math.floor((moment - from) / stepMs) * stepMs;

/** Everything that began in a period, oldest first. */
export function between<Kept extends Readonly<{ id: string }>>(
  history: Readonly<{ read(stretch: Stretch): Promise<Kept[]> }>,
  { from, to }: Period,
): AsyncGenerator<Kept> {
  const [start, end] = [idsSince(from), idsSince(to)];
  return paged((last, limit) => history.read({ after: last?.id ?? start, end, limit }));
}

/** Cut at full hours: most parts are then whole hours, which all requests share. */
export function* byTheHour({ from, to }: Period): Generator<Period> {
  for (let at = from.getTime(); at < to.getTime();) {
    const end = Math.min((Math.floor(at / HOUR_MS) + 1) * HOUR_MS, to.getTime());
    yield { from: new Date(at), to: new Date(end) };
    at = end;
  }
}
