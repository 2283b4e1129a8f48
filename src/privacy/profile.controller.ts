import { Body, Controller, Delete, Get, Patch, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { ChangeProfileDto, ProfileDto, toProfile } from '../account/profile.dto';
import { Config } from '../config';
import { FromSource, type Source } from '../http/client';
import { Problems } from '../http/problems.decorator';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/session.repository';
import { OwnProfile } from './own.profile';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile')
@UseGuards(SessionGuard)
export class ProfileController {
  constructor(
    private readonly profile: OwnProfile,
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
    return toProfile(await this.profile.read(session), this.config.profileAsks);
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
    return toProfile(await this.profile.change(session, changes, source), this.config.profileAsks);
  }

  @Delete('asks')
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'Skip what is asked for',
    description: 'You are asked for it no more; what is required stays among `asks`.',
  })
  @ZodResponse({ status: 200, type: ProfileDto })
  async skip(@CurrentSession() session: Session): Promise<ProfileDto> {
    return toProfile(await this.profile.skip(session, this.config.profileAsks), this.config.profileAsks);
  }
}
