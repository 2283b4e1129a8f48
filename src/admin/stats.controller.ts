import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AdminGuard } from './admin.guard';
import { StatsDto, StatsQuery } from './stats.dto';
import { StatsService } from './stats.service';

@ApiTags('Administration: statistics')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/stats')
@UseGuards(AdminGuard)
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @ApiOperation({ summary: 'How it went over a time: outcomes, doors, failures, and how long it took' })
  @ZodResponse({ status: 200, type: StatsDto })
  read(@Query() query: StatsQuery): Promise<StatsDto> {
    return this.stats.read(query);
  }
}
