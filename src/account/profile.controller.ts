import { Body, Controller, Get, Patch, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { clock } from '../clock';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/session.repository';
import { AccountService } from './account.service';
import { ChangeProfileDto, ProfileDto, toProfile } from './profile.dto';
import { ProfileService } from './profile.service';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile')
@UseGuards(SessionGuard)
export class ProfileController {
  constructor(
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The signed-in user' })
  @ZodResponse({ status: 200, type: ProfileDto })
  async read(@CurrentSession() { userId }: Session): Promise<ProfileDto> {
    return toProfile(await this.accounts.get(userId));
  }

  @Patch()
  @ApiOperation({ summary: 'Change what is named; the rest stays' })
  @ZodResponse({ status: 200, type: ProfileDto })
  async change(@CurrentSession() { userId }: Session, @Body() changes: ChangeProfileDto): Promise<ProfileDto> {
    return toProfile(await this.profiles.change(userId, changes, clock.now()));
  }
}
