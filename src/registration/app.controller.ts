import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Config } from '../config';
import { AppInfoDto } from './registration.dto';
import { StartLinks } from './start.links';

@ApiTags('Registration')
@Controller('api/app')
export class AppController {
  constructor(
    private readonly config: Config,
    private readonly startLinks: StartLinks,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Get the settings that the web app needs',
    description: 'Bot, length of codes, lifetimes and cool-downs. Public; ask once at the start.',
  })
  @ZodResponse({ status: 200, type: AppInfoDto })
  async read(): Promise<AppInfoDto> {
    return {
      sandbox: this.config.telegram.sandbox,
      bot_username: await this.startLinks.botUsername(),
      otp_length: this.config.otp.length,
      otp_ttl_seconds: this.config.otp.ttlSeconds,
    };
  }
}
