import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AdminGuard } from './admin.guard';
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
  @ApiOperation({ summary: 'How it went over a time: outcomes, doors, failures, and how long it took' })
  @ZodResponse({ status: 200, type: StatsDto })
  read(@Query() query: StatsQuery): Promise<StatsDto> {
    return this.stats.read(query);
  }

  @Get('series')
  @ApiOperation({ summary: 'How it went step by step: messages, sign-ins, and how long they took' })
  @ZodResponse({ status: 200, type: SeriesDto })
  readSeries(@Query() query: SeriesQuery): Promise<SeriesDto> {
    return this.series.read(query);
  }
}
