import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AdminGuard } from '../admin.guard';
import { NowDto } from './now.dto';
import { NowService } from './now.service';

@ApiTags('Administration: statistics')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/now')
@UseGuards(AdminGuard)
export class NowController {
  constructor(private readonly now: NowService) {}

  @Get()
  @ApiOperation({
    summary: 'Check what is wrong right now (incidents of the last five minutes)',
    description:
      'The worst first, each with what it means for people and what to do. It answers while the store is away, too. Requests, faults and ' +
      'wrong codes are those of the instance that answers; everything else is of all instances.',
  })
  @ZodResponse({ status: 200, type: NowDto })
  read(): Promise<NowDto> {
    return this.now.read();
  }
}
