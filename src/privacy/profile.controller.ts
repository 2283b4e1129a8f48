import { Body, Controller, Delete, Get, Patch, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { answerPortrait, PortraitAnswer } from '../account/portraits/portrait.answer';
import { Portraits } from '../account/portraits/portraits';
import { ChangeProfileDto, ProfileDto, toProfile } from '../account/profile.dto';
import type { User } from '../account/users/user';
import { Config } from '../config/config';
import { FromSource, type Source } from '../http/request/client';
import { Problems } from '../http/problems/problems.decorator';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/store/session.repository';
import { OwnProfile } from './own.profile';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile')
@UseGuards(SessionGuard)
export class ProfileController {
  constructor(
    private readonly profile: OwnProfile,
    private readonly portraits: Portraits,
    private readonly config: Config,
  ) {}

  @Get()
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'Get the profile of the signed-in user',
    description:
      'As the session answered it, with the present values. E-mail, name and username are what the person says, not proof.',
  })
  @ZodResponse({ status: 200, type: ProfileDto })
  async read(@CurrentSession() session: Session): Promise<ProfileDto> {
    return this.shown(await this.profile.read(session));
  }

  @Patch()
  @Problems('fresh_sign_in_required', 'rate_limited')
  @ApiOperation({
    summary: 'Update your profile',
    description: 'Another e-mail or phone needs a sign-in of the last 5 minutes, and is told to the owner in Telegram.',
  })
  @ZodResponse({ status: 200, type: ProfileDto })
  async change(
    @CurrentSession() session: Session,
    @Body() changes: ChangeProfileDto,
    @FromSource() source: Source,
  ): Promise<ProfileDto> {
    return this.shown(await this.profile.change(session, changes, source));
  }

  @Delete('asks')
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'Skip what is asked for',
    description: 'You are asked for it no more; what is required stays among `asks`.',
  })
  @ZodResponse({ status: 200, type: ProfileDto })
  async skip(@CurrentSession() session: Session): Promise<ProfileDto> {
    return this.shown(await this.profile.skip(session, this.config.profileAsks));
  }

  @Get('picture')
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'Get your profile picture',
    description:
      'As Telegram showed it to the bot at a sign-in. One that is just being fetched is waited for, for some seconds at the most.',
  })
  @PortraitAnswer()
  async picture(
    @CurrentSession() session: Session,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    return answerPortrait(reply, await this.profile.picture(session));
  }

  private async shown(user: User): Promise<ProfileDto> {
    return toProfile(user, this.config, await this.portraits.find(user.id));
  }
}
