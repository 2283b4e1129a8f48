import { Controller, Delete, Get, HttpCode, Param, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { FromSource, type Source } from '../../http/request/client';
import { Problems } from '../../http/problems/problems.decorator';
import { CurrentSession, SessionGuard } from '../../session/session.guard';
import type { Session } from '../../session/store/session.repository';
import { AllowedApps } from './allowed.apps';
import { AllowedAppListDto, AppIdParam, toAllowedApp } from './allowed.apps.dto';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile/apps')
@UseGuards(SessionGuard)
export class AllowedAppsController {
  constructor(private readonly allowed: AllowedApps) {}

  @Get()
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'List the apps that know you',
    description: 'Those that you signed in to, with what each may know, since when, and when it last asked.',
  })
  @ZodResponse({ status: 200, type: AllowedAppListDto })
  async list(@CurrentSession() session: Session): Promise<AllowedAppListDto> {
    return { apps: (await this.allowed.read(session)).map(toAllowedApp) };
  }

  @Delete(':app_id')
  @HttpCode(204)
  @Problems('not_found', 'rate_limited')
  @ApiOperation({
    summary: 'End what an app was allowed',
    description:
      'Its tokens end at once, on every browser. What it has stored of you stays with it. An app that is not of who runs ' +
      'this service must ask you again.',
  })
  takeBack(
    @Param() { app_id: appId }: AppIdParam,
    @CurrentSession() session: Session,
    @FromSource() source: Source,
  ): Promise<void> {
    return this.allowed.takeBack(session, appId, source);
  }
}
