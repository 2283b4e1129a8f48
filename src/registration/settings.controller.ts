import { Controller, Get, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { toBrand } from '../apps/brand.fields';
import { Config } from '../config/config';
import { RefreshCookie } from '../session/tokens/refresh.cookie';
import { AppInfoDto } from './registration.dto';
import { Recipients } from '../otp/recipients';

@ApiTags('Registration')
@Controller('api/app')
export class SettingsController {
  constructor(
    private readonly config: Config,
    private readonly recipients: Recipients,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'app.read',
    summary: 'Get the settings that the web app needs',
    description: 'Bot, length of codes, lifetimes and cool-downs. Public; ask once at the start.',
  })
  @ZodResponse({ status: 200, type: AppInfoDto })
  async read(@Req() request: FastifyRequest): Promise<AppInfoDto> {
    return {
      app: toBrand(this.config.brand),
      sandbox: this.config.telegram.sandbox,
      bot_username: await this.recipients.botUsername(),
      otp_length: this.config.otp.length,
      otp_ttl_seconds: this.config.otp.ttlSeconds,
      has_session: this.cookie.read(request) !== undefined,
    };
  }
}
