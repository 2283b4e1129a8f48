import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../../audit/audit';
import { clock } from '../../clock';
import { Problems } from '../../http/problems/problems.decorator';
import { pageOf } from '../../paging';
import { WebhookService } from '../../webhooks/webhook.service';
import { AdminGuard, CurrentAdmin } from '../admin.guard';
import { AdminActs } from '../audit/audit.acts';
import {
  ReplayedDto,
  ReplayRequest,
  toWebhookDto,
  WebhookDto,
  WebhookIdParam,
  WebhooksDto,
  WebhooksQuery,
} from './webhooks.dto';

/** The webhooks to other services, delivered or not. */
@ApiTags('Administration: webhooks')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/webhooks')
@UseGuards(AdminGuard)
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly acts: AdminActs,
  ) {}

  /** Reads one webhook more than the limit, to know whether there is a next page. */
  @Get()
  @ApiOperation({
    summary: 'List webhooks by state and type',
    description: 'What other services are told, the newest first, with what their endpoint answered last.',
  })
  @ZodResponse({ status: 200, type: WebhooksDto })
  async list(@Query() { limit, cursor: before, ...search }: WebhooksQuery): Promise<WebhooksDto> {
    const found = await this.webhooks.list(search, { before, limit: limit + 1 });
    const { page, next } = pageOf(found, limit, ({ id }) => id);
    return { webhooks: page.map(toWebhookDto), next_cursor: next };
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Replay the webhooks of a period',
    description: 'What was given up, say while the endpoint was away; or, by `state`, what was taken.',
  })
  @ZodResponse({ status: 200, type: ReplayedDto })
  async replayAll(
    @Body() { from, to, state }: ReplayRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<ReplayedDto> {
    const details = { state, from: from.toISOString(), to: to?.toISOString() ?? null };
    await this.acts.note({ action: 'admin.webhook_replayed', actor, details }, request);
    return { replayed: await this.webhooks.replayAll({ state, from, to }, clock.now()) };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Replay one webhook',
    description:
      'Due at once, as if it had never been tried. Receivers must be ready for a `webhook-id` that they have seen. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: WebhookDto })
  async replay(
    @Param() { id }: WebhookIdParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<WebhookDto> {
    await this.webhooks.get(id);
    await this.acts.note({ action: 'admin.webhook_replayed', actor, subject: { kind: 'webhook', id } }, request);
    return toWebhookDto(await this.webhooks.replay(id, clock.now()));
  }
}
