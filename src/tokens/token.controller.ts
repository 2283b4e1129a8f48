import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { AccountService } from '../account/account.service';
import { AppError } from '../errors';
import { FromClient, type Client } from '../http/request/client';
import { Problems } from '../http/problems/problems.decorator';
import { RefreshCookie } from '../session/tokens/refresh.cookie';
import { RefreshService } from '../session/tokens/refresh.service';
import { SessionAnswer, SessionDto } from './session.answer';
import { RefreshTokenDto } from '../session/session.dto';

@ApiTags('Sessions')
@Controller('api/token')
export class TokenController {
  constructor(
    private readonly refreshing: RefreshService,
    private readonly accounts: AccountService,
    private readonly answer: SessionAnswer,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('refresh')
  @Problems('unauthorized', 'account_disabled')
  @ApiOperation({
    summary: 'Refresh a session (rotates the refresh token)',
    description:
      'A token that comes again yields its same successor, as long as that was not used. For 10 seconds after that a repeat ' +
      'is refused; later it ends the session, for everyone who holds it.',
  })
  @ZodResponse({ status: 200, type: SessionDto })
  async refresh(
    @Body() { refresh_token: given }: RefreshTokenDto,
    @Req() request: FastifyRequest,
    @FromClient() client: Client,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const token = given ?? this.cookie.read(request);
    if (token === undefined) throw new AppError('unauthorized');
    const opened = await this.refreshing.refresh(token, client);
    const user = await this.accounts.get(opened.session.userId);
    // A sign-in that came while the account was being disabled gets no further.
    if (user.disabledAt) throw new AppError('account_disabled');
    return this.answer.give({ user, opened }, reply, given === undefined ? 'cookie' : 'token');
  }
}
