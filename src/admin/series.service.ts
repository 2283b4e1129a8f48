import { Injectable } from '@nestjs/common';
import { DeliveryHistory } from '../delivery/delivery.history';
import { VerificationHistory } from '../otp/verification.history';
import { Census } from './census';
import { inStretches } from './in.stretches';
import { HOUR_MS, periodOf } from './period.fields';
import { toSeries, type SeriesDto, type SeriesQuery } from './series.dto';

/** How it went, step by step: what a plot shows. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly messages: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly census: Census,
  ) {}

  /** What was asked for in a step counts there, whenever it came to its end. */
  async read(query: SeriesQuery): Promise<SeriesDto> {
    const { from, to } = periodOf(query, HOUR_MS);
    const stepMs = query.step_seconds * 1000;
    const count = Math.ceil((to.getTime() - from.getTime()) / stepMs);
    const points = Array.from({ length: count }, (_, index) => ({
      at: new Date(from.getTime() + index * stepMs),
      ...this.census.nothing(),
    }));
    const pointOf = (moment: Date) => points[Math.floor((moment.getTime() - from.getTime()) / stepMs)];
    for await (const row of inStretches(this.messages, { from, to })) pointOf(row.requestedAt)?.messages.add(row);
    for await (const one of inStretches(this.verifications, { from, to })) pointOf(one.createdAt)?.signIns.add(one);
    return toSeries(points, { from, to, stepSeconds: query.step_seconds });
  }
}
