import { Controller, Delete, Get, HttpCode, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromSource, type Source } from '../http/request/client';
import { Problems } from '../http/problems/problems.decorator';
import { RefreshCookie } from '../session/tokens/refresh.cookie';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/store/session.repository';
import { Erasure } from './erasure';
import { ExportDto } from './export/export.dto';
import { ExportService } from './export/export.service';

/** Lets people export their data, or have it erased. */
@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile')
@UseGuards(SessionGuard)
export class PrivacyController {
  constructor(
    private readonly exports: ExportService,
    private readonly erasure: Erasure,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('export')
  @Problems('fresh_sign_in_required', 'rate_limited')
  @ApiOperation({
    summary: 'Export all data about you as one file',
    description:
      'Needs a sign-in of the last 5 minutes, and is told to the owner in Telegram. Three an hour, one at a time.',
  })
  @ApiOkResponse({ type: ExportDto.Output })
  async export(@CurrentSession() session: Session, @FromSource() source: Source): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.export(session, source), {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="account.json"',
    });
  }

  @Delete()
  @HttpCode(204)
  @Problems('fresh_sign_in_required')
  @ApiOperation({
    summary: 'Delete your account and all data about you',
    description:
      'Needs a sign-in of the last 5 minutes. The account and its sessions are gone at once, messages leave Telegram, ' +
      'and the audit keeps the id of an account that there is no more, beside browser, system and a pseudonym of the ' +
      'address. Registering again makes a new one.',
  })
  async erase(@CurrentSession() session: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.erasure.erase(session);
    this.cookie.clear(reply);
  }
}
