import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromClient, type Client } from '../http/client';
import { Problems } from '../http/problems.decorator';
import { RefreshCookie } from '../session/refresh.cookie';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/session.repository';
import { Erasure } from './erasure';
import { ExportDto } from './export.dto';
import { ExportService } from './export.service';

/** A person takes everything along, or has it erased. */
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
  @ApiOperation({ summary: 'Everything that is stored about you, as one file' })
  @ApiOkResponse({ type: ExportDto.Output })
  async export(@CurrentSession() { userId }: Session, @FromClient() client: Client): Promise<StreamableFile> {
    const text = Readable.from(await this.exports.export(userId, client));
    return new StreamableFile(text, {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="telega2go.json"',
    });
  }

  @Delete()
  @HttpCode(204)
  @Problems('fresh_sign_in_required')
  @ApiOperation({
    summary: 'Delete your account, and with it everything about you',
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
