import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { HealthDto, LiveDto, ReadyDto } from './health.dto';
import { HealthService } from './health.service';

const headers = {
  'Retry-After': {
    description: 'Seconds after which another try makes sense.',
    schema: { type: 'integer' as const, example: 5 },
  },
};

@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({
    summary: 'Check liveness: the process answers',
    description: 'For a restart policy. It asks nothing else, neither the store nor Telegram.',
  })
  @ZodResponse({ status: 200, type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Check readiness: the store takes writes, and no stop is under way',
    description: 'For load balancers: 503 takes the instance out of rotation. Telegram being down does not.',
  })
  @ZodResponse({ status: 200, type: ReadyDto })
  @ApiServiceUnavailableResponse({ description: 'Not now.', type: ReadyDto.Output, headers })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const isReady = await this.health.isReady();
    if (!isReady) reply.status(503).header('retry-after', '5');
    return { status: isReady ? 'ok' : 'unavailable' };
  }

  @Get()
  @ApiOperation({
    summary: 'Get the health of everything: storage, bots, pictures, clock',
    description:
      'For people. `degraded` still serves. What it means and what to do, with the last five minutes: `GET /api/admin/now`.',
  })
  @ZodResponse({ status: 200, type: HealthDto })
  @ApiServiceUnavailableResponse({ description: 'Nobody is served.', type: HealthDto.Output, headers })
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const { bots, ...health } = await this.health.examine();
    if (health.status === 'unavailable') reply.status(503).header('retry-after', '5');
    return { ...health, bots: [...bots] };
  }
}
