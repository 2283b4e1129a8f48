import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import { DeliveryHistory } from '../delivery/delivery.history';
import { VerificationHistory } from '../otp/verification.history';
import { inStretches } from './in.stretches';
import { MessageTally } from './message.tally';
import { HOUR_MS, periodOf } from './period.fields';
import { toSeries, type Point, type SeriesDto, type SeriesQuery } from './series.dto';
import { Tally } from './tally';

/** How it went, step by step: what a plot shows. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly messages: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly config: Config,
  ) {}

  /** What was asked for in a step counts there, whenever it came to its end. */
  async read(query: SeriesQuery): Promise<SeriesDto> {
    const now = clock.now();
    const { from, to } = periodOf(query, HOUR_MS);
    const stepMs = query.step_seconds * 1000;
    const count = Math.ceil((to.getTime() - from.getTime()) / stepMs);
    const points = Array.from({ length: count }, (_, index) => this.pointAt(from.getTime() + index * stepMs, now));
    const pointOf = (moment: Date) => points[Math.floor((moment.getTime() - from.getTime()) / stepMs)];
    for await (const row of inStretches(this.messages, { from, to })) pointOf(row.requestedAt)?.messages.add(row);
    for await (const one of inStretches(this.verifications, { from, to })) pointOf(one.createdAt)?.signIns.add(one);
    return toSeries(points, { from, to, stepSeconds: query.step_seconds });
  }

  private pointAt(atMs: number, now: Date): Point {
    const signIns = new Tally(now, this.config.deliveryDeadlineSeconds * 1000);
    return { at: new Date(atMs), messages: new MessageTally(now), signIns };
  }
}
