import { Injectable } from '@nestjs/common';
import { Census } from './census';
import { HOUR_MS, periodOf } from '../period.fields';
import { toSeries, type SeriesDto, type SeriesQuery } from './series.dto';

/** How it went, step by step: what a plot shows. */
@Injectable()
export class SeriesService {
  constructor(private readonly census: Census) {}

  /** What was asked for in a step counts there, whenever it came to its end. */
  async read(query: SeriesQuery): Promise<SeriesDto> {
    const period = periodOf(query, HOUR_MS);
    const counts = await this.census.count(period, query.step_seconds * 1000);
    return toSeries(counts, { ...period, stepSeconds: query.step_seconds });
  }
}
