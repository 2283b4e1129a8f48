import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AdminGuard } from '../admin.guard';
import { SeriesDto, SeriesQuery } from './series.dto';
import { SeriesService } from './series.service';
import { StatsDto, StatsQuery } from './stats.dto';
import { StatsService } from './stats.service';

@ApiTags('Administration: statistics')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/stats')
@UseGuards(AdminGuard)
export class StatsController {
  constructor(
    private readonly stats: StatsService,
    private readonly series: SeriesService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Get statistics of a period: outcomes, ways in, failures, durations',
    description:
      'Of the last 24 hours unless `from` and `to` say otherwise. Counts what began in the period, as it is now; where `counted_since` is later than `from`, ask again and it goes on.',
  })
  @ZodResponse({ status: 200, type: StatsDto })
  read(@Query() query: StatsQuery): Promise<StatsDto> {
    return this.stats.read(query);
  }

  @Get('series')
  @ApiOperation({
    summary: 'Get statistics step by step, for a chart',
    description:
      'At most 500 steps. Align `from` to whole steps, so that what happened stays in its step at each look.',
  })
  @ZodResponse({ status: 200, type: SeriesDto })
  readSeries(@Query() query: SeriesQuery): Promise<SeriesDto> {
    return this.series.read(query);
  }
}
