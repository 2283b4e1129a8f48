import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { clock } from '../clock';
import { FromSource, type Source } from '../http/request/client';
import { Problems } from '../http/problems/problems.decorator';
import { LimitsService } from '../limits/limits.service';
import { RefreshCookie } from './tokens/refresh.cookie';
import { EndedDto, RefreshTokenDto, SessionIdParam, SessionListDto, toSessionList } from './session.dto';
import { bearerOf, CurrentSession, SessionGuard } from './session.guard';
import type { Session } from './store/session.repository';
import { SessionService } from './session.service';
import { SignOutService } from './sign-out.service';

@ApiTags('Sessions')
@Controller('api')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly signOuts: SignOutService,
    private readonly limits: LimitsService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('sessions')
  @UseGuards(SessionGuard)
  @ApiBearerAuth()
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'List your sessions',
    description: 'The newest first, each with the browser, system and address it was opened from.',
  })
  @ZodResponse({ status: 200, type: SessionListDto })
  async list(@CurrentSession() current: Session): Promise<SessionListDto> {
    await this.limits.spend('list', current.userId, clock.now());
    return toSessionList(await this.sessions.list(current.userId), current);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @UseGuards(SessionGuard)
  @ApiBearerAuth()
  @Problems('not_found', 'fresh_sign_in_required')
  @ApiOperation({
    summary: 'End one of your sessions',
    description: 'Any but the one that asks needs a sign-in of the last 5 minutes.',
  })
  end(
    @Param() { id }: SessionIdParam,
    @CurrentSession() current: Session,
    @FromSource() source: Source,
  ): Promise<void> {
    return this.signOuts.endOne(id, current, source);
  }

  @Delete('sessions')
  @UseGuards(SessionGuard)
  @ApiBearerAuth()
  @Problems('fresh_sign_in_required')
  @ApiOperation({
    summary: 'End all other sessions',
    description: 'Needs a sign-in of the last 5 minutes.',
  })
  @ZodResponse({ status: 200, type: EndedDto })
  async endOthers(@CurrentSession() current: Session, @FromSource() source: Source): Promise<EndedDto> {
    return { ended: await this.signOuts.endOthers(current, source) };
  }

  @Post('logout')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiSecurity({})
  @ApiOperation({
    summary: 'Log out: end the session of the bearer token, cookie or refresh token',
    description: 'The access token dies with it. The answer is the same where there was nothing to end.',
  })
  async logout(
    @Body() { refresh_token: token }: RefreshTokenDto,
    @Req() request: FastifyRequest,
    @FromSource() source: Source,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signOuts.logout(
      { accessToken: bearerOf(request), refreshTokens: [token, this.cookie.read(request)] },
      source,
    );
    this.cookie.clear(reply);
  }
}
