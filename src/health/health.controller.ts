import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HealthService, type Health } from './health.service';

@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Requests may come: the store takes writes, and no stop is under way' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'ok' | 'unavailable' }> {
    const isReady = await this.health.isReady();
    if (!isReady) reply.status(503).header('retry-after', '5');
    return { status: isReady ? 'ok' : 'unavailable' };
  }

  @Get()
  @ApiOperation({ summary: 'Everything, for people: what works, what does not, since when' })
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.health.examine();
    if (health.status === 'unavailable') reply.status(503).header('retry-after', '5');
    return health;
  }
}
