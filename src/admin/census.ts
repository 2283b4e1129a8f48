import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import { DeliveryHistory } from '../delivery/delivery.history';
import { VerificationHistory } from '../otp/verification.history';
import { inStretches } from './in.stretches';
import { MessageTally } from './message.tally';
import { HOUR_MS, type Period } from './period.fields';
import { Tally } from './tally';

/** What began in a period, counted. */
export type Counted = Readonly<{ signIns: Tally; messages: MessageTally }>;

type Remembered = Readonly<{ counted: Counted; until: number }>;

/** Those of the longest period that may be asked for, and some. */
const MOST_HOURS = 800;

/**
 * Counts what began in a period. A whole hour that has been over for another is remembered for as long as it was over when it
 * was counted: the older it is, the less happens to what began in it. So who looks all day does not count all day.
 */
@Injectable()
export class Census {
  private readonly hours = new Map<number, Remembered>();

  constructor(
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly config: Config,
  ) {}

  async count(period: Period): Promise<Counted> {
    const all = this.nothing();
    for (const part of byTheHour(period)) {
      const { signIns, messages } = await this.recall(part);
      all.signIns.merge(signIns);
      all.messages.merge(messages);
    }
    return all;
  }

  nothing(): Counted {
    const now = clock.now();
    return { signIns: new Tally(now, this.config.deliveryDeadlineSeconds * 1000), messages: new MessageTally(now) };
  }

  private async recall(part: Period): Promise<Counted> {
    const [from, to, now] = [part.from.getTime(), part.to.getTime(), clock.now().getTime()];
    const overMs = now - to;
    if (to - from < HOUR_MS || overMs < HOUR_MS) return this.read(part);
    const known = this.hours.get(from);
    if (known && now < known.until) return known.counted;
    const counted = await this.read(part);
    this.remember(from, { counted, until: now + overMs });
    return counted;
  }

  private async read(part: Period): Promise<Counted> {
    const counted = this.nothing();
    for await (const one of inStretches(this.verifications, part)) counted.signIns.add(one);
    for await (const row of inStretches(this.deliveries, part)) counted.messages.add(row);
    return counted;
  }

  private remember(hour: number, remembered: Remembered): void {
    this.hours.delete(hour);
    this.hours.set(hour, remembered);
    const [oldest] = this.hours.keys();
    if (this.hours.size > MOST_HOURS) this.hours.delete(oldest!);
  }
}

/** Cut where hours begin: most parts are whole ones, the same for whoever asks. */
function* byTheHour({ from, to }: Period): Generator<Period> {
  for (let at = from.getTime(); at < to.getTime();) {
    const end = Math.min((Math.floor(at / HOUR_MS) + 1) * HOUR_MS, to.getTime());
    yield { from: new Date(at), to: new Date(end) };
    at = end;
  }
}
