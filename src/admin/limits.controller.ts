import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { clock } from '../clock';
import { limitNames, LimitsService, meanings } from '../limits/limits.service';
import { AdminGuard } from './admin.guard';
import { LimitsDto } from './limits.dto';

@ApiTags('Administration: statistics')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/limits')
@UseGuards(AdminGuard)
export class LimitsController {
  constructor(private readonly limits: LimitsService) {}

  @Get()
  @ApiOperation({ summary: 'The limits in force, and how many have reached them; nobody is named' })
  @ZodResponse({ status: 200, type: LimitsDto })
  async list(): Promise<LimitsDto> {
    const now = clock.now();
    const reached = await Promise.all(limitNames.map((name) => this.limits.countReached(name, now)));
    return { limits: limitNames.map((name, index) => this.describe(name, reached[index]!)) };
  }

  private describe(name: (typeof limitNames)[number], reachedNow: number): LimitsDto['limits'][number] {
    const { most, windowSeconds } = this.limits.rule(name);
    return { name, counts: meanings[name], most, window_seconds: windowSeconds, reached_now: reachedNow };
  }
}
