import { Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { FromSource, type Source } from '../../http/request/client';
import { Problems } from '../../http/problems/problems.decorator';
import { CurrentSession, SessionGuard } from '../../session/session.guard';
import type { Session } from '../../session/store/session.repository';
import { InteractionDto, InteractionParam, RedirectDto } from './interaction.dto';
import { InteractionService } from './interaction.service';

/** For the page on which a person answers an app's request; a cookie identifies the browser that began it. */
@ApiTags('OpenID')
@Controller('api/interactions/:uid')
export class InteractionController {
  constructor(private readonly interactions: InteractionService) {}

  @Get()
  @Problems('not_found')
  @ApiOperation({
    summary: 'Get what an app asks of the person at this browser',
    description:
      'For the page that an authorization request leads to. Only the browser that began is answered: it shows itself by a cookie. Lives 15 minutes.',
  })
  @ZodResponse({ status: 200, type: InteractionDto })
  show(
    @Param() { uid }: InteractionParam,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InteractionDto> {
    return this.interactions.show({ request, reply }, uid);
  }

  @Post('continue')
  @HttpCode(200)
  @UseGuards(SessionGuard)
  @ApiBearerAuth()
  @Problems('not_found', 'fresh_sign_in_required')
  @ApiOperation({
    summary: 'Allow the current session to sign in to the app',
    description:
      'No message is sent. The browser then goes to `redirect_to`: back to the app, or to its next question.',
  })
  @ZodResponse({ status: 200, type: RedirectDto })
  async goOn(
    @Param() { uid }: InteractionParam,
    @CurrentSession() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RedirectDto> {
    return { redirect_to: await this.interactions.goOn({ request, reply }, uid, session) };
  }

  @Post('consent')
  @HttpCode(200)
  @UseGuards(SessionGuard)
  @ApiBearerAuth()
  @Problems('not_found', 'forbidden')
  @ApiOperation({
    summary: 'Allow the app what it asks for (consent)',
    description: 'Asked once an app and person; never for an app of the team. The same app asks again only for more.',
  })
  @ZodResponse({ status: 200, type: RedirectDto })
  async consent(
    @Param() { uid }: InteractionParam,
    @CurrentSession() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @FromSource() source: Source,
  ): Promise<RedirectDto> {
    return { redirect_to: await this.interactions.allow({ request, reply }, uid, session, source) };
  }

  @Post('abort')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Cancel what an app asks',
    description: 'The app is told `access_denied`. A person who is signed in here stays signed in.',
  })
  @ZodResponse({ status: 200, type: RedirectDto })
  async abort(
    @Param() { uid }: InteractionParam,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RedirectDto> {
    return { redirect_to: await this.interactions.abort({ request, reply }, uid) };
  }
}
