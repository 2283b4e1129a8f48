import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { limitNames, LimitsService, meanings, type LimitName } from '../../limits/limits.service';
import { AdminGuard } from '../admin.guard';
import { LimitsDto } from './limits.dto';

const MOST_LISTED = 20;

@ApiTags('Administration: statistics')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/limits')
@UseGuards(AdminGuard)
export class LimitsController {
  constructor(
    private readonly limits: LimitsService,
    private readonly audit: Audit,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List the rate limits in force and who has reached them',
    description:
      'Subjects are pseudonyms, the same as `origin` in the audit, so that they can be compared without naming a person.',
  })
  @ZodResponse({ status: 200, type: LimitsDto })
  async list(): Promise<LimitsDto> {
    const now = clock.now();
    return { limits: await Promise.all(limitNames.map((name) => this.describe(name, now))) };
  }

  private async describe(name: LimitName, now: Date): Promise<LimitsDto['limits'][number]> {
    const { most, windowSeconds } = this.limits.rule(name);
    const [count, reached] = await Promise.all([
      this.limits.countReached(name, now),
      this.limits.listReached(name, MOST_LISTED, now),
    ]);
    const subjects = reached.map(({ key, used, endsAt }) => ({
      subject: this.audit.originOf(key),
      used,
      ends_at: endsAt.toISOString(),
    }));
    return { name, counts: meanings[name], most, window_seconds: windowSeconds, reached_now: count, reached: subjects };
  }
}
