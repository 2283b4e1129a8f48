import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AdminGuard } from '../admin.guard';
import { CountsDto, CountsQuery } from '../stats/counts.dto';
import { CountsService } from '../stats/counts.service';
import { RequestDto, RequestParam, VerificationsDto, VerificationsQuery } from './verifications.dto';
import { VerificationsService } from './verifications.service';

/** The sign-ins of people, whether or not they have an account. */
@ApiTags('Administration: messages')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin')
@UseGuards(AdminGuard)
export class VerificationsController {
  constructor(
    private readonly verifications: VerificationsService,
    private readonly counts: CountsService,
  ) {}

  @Get('verifications')
  @ApiOperation({
    summary: 'Search sign-ins by e-mail, name, @username, chat id, IP address or reference',
    description:
      'Finds registrations that failed, too, of which there is no account. What was typed is kept for `RETENTION_DAYS`, and goes at once ' +
      'when the person deletes their account. A verification’s timeline tells what happened to it.',
  })
  @ZodResponse({ status: 200, type: VerificationsDto })
  list(@Query() query: VerificationsQuery): Promise<VerificationsDto> {
    return this.verifications.list(query);
  }

  @Get('requests/:id')
  @ApiOperation({
    summary: 'Look up the reference (request id) that the app shows with an error',
    description:
      'Returns when the request came, what it began, and how it failed. An unknown id returns an empty list.',
  })
  @ZodResponse({ status: 200, type: RequestDto })
  readRequest(@Param() { id }: RequestParam): Promise<RequestDto> {
    return this.verifications.readRequest(id);
  }

  @Get('counts')
  @ApiOperation({
    summary: 'Count messages and sign-ins by state, error and bot',
    description:
      'What the lists of messages and sign-ins can be narrowed to. Of what began in the period, as it is now.',
  })
  @ZodResponse({ status: 200, type: CountsDto })
  count(@Query() query: CountsQuery): Promise<CountsDto> {
    return this.counts.read(query);
  }
}
