import { Injectable } from '@nestjs/common';
import { Census } from './census';
import { HOUR_MS, periodOf } from '../period.fields';
import { toSeries, type SeriesDto, type SeriesQuery } from './series.dto';

/** Counts step by step, for a plot. */
@Injectable()
export class SeriesService {
  constructor(private readonly census: Census) {}

  /** Everything counts in the step in which it was requested, whenever it ended. */
  async read(query: SeriesQuery): Promise<SeriesDto> {
    const period = periodOf(query, HOUR_MS);
    const counts = await this.census.count(period, query.step_seconds * 1000);
    return toSeries(counts, { ...period, stepSeconds: query.step_seconds });
  }
}
