import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { CurrentSession, SessionGuard } from '../session/session.guard';
import type { Session } from '../session/session.repository';
import { AccountService } from './account.service';
import { toUserDto, UserDto } from './user.dto';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile')
@UseGuards(SessionGuard)
export class ProfileController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  @ApiOperation({ summary: 'The signed-in user' })
  @ZodResponse({ status: 200, type: UserDto })
  async read(@CurrentSession() { userId }: Session): Promise<UserDto> {
    return toUserDto(await this.accounts.get(userId));
  }
}
