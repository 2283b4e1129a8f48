import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../../audit/audit';
import { Problems } from '../../http/problems/problems.decorator';
import { AdminGuard, CurrentAdmin } from '../admin.guard';
import { AdminActs } from '../audit/audit.acts';
import { BotParam, CircuitDto, CircuitsDto } from './circuits.dto';
import { CircuitsService } from './circuits.service';
import {
  DeliveriesDto,
  DeliveriesQuery,
  DeliveryDto,
  DeliveryIdParam,
  TestDeliveryDto,
  TestDeliveryRequest,
} from './deliveries.dto';
import { DeliveriesService } from './deliveries.service';
import { Probe } from './probe';
import { TimelineDto, TimelineParam } from '../verifications/timeline.dto';
import { TimelineService } from '../verifications/timeline.service';

/** Messages and circuits, as operators see and change them. Every change is audited. */
@ApiTags('Administration: messages')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin')
@UseGuards(AdminGuard)
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly timelines: TimelineService,
    private readonly tests: Probe,
    private readonly circuits: CircuitsService,
    private readonly acts: AdminActs,
  ) {}

  @Get('deliveries')
  @ApiOperation({
    operationId: 'admin.listDeliveries',
    summary: 'List messages by state, error, bot, chat and time',
    description:
      'The newest first, or the oldest. For counts to choose filters by, see `GET /api/admin/counts`. Pages: pass `next_cursor` on as `cursor` with the same filters.',
  })
  @ZodResponse({ status: 200, type: DeliveriesDto })
  listDeliveries(@Query() query: DeliveriesQuery): Promise<DeliveriesDto> {
    return this.deliveries.list(query);
  }

  @Post('deliveries/test')
  @HttpCode(200)
  @Problems('overloaded')
  @ApiOperation({
    operationId: 'admin.test',
    summary: 'Send a test message to a chat',
    description:
      'A plain message that deletes itself, sent like any other; the answer gives the outcome within 20 s. In the sandbox any chat id works, and the message shows on the phone at `/sandbox`. With a real bot it reaches the person with that id, if they have started the bot. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: TestDeliveryDto })
  async test(
    @Body() { chat_id: chatId }: TestDeliveryRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<TestDeliveryDto> {
    const message = await this.tests.prepare(chatId);
    const subject = { kind: 'delivery', id: message.id } as const;
    await this.acts.note({ action: 'admin.delivery_tested', actor, subject }, request);
    return this.tests.send(message);
  }

  @Get('deliveries/:id')
  @Problems('not_found')
  @ApiOperation({
    operationId: 'admin.readDelivery',
    summary: 'Get one message with every step it went through',
    description: 'Each call of Telegram that failed, what it answered, and when the message was sent and deleted.',
  })
  @ZodResponse({ status: 200, type: DeliveryDto })
  readDelivery(@Param() { id }: DeliveryIdParam): Promise<DeliveryDto> {
    return this.deliveries.read(id);
  }

  @Get('verifications/:id/timeline')
  @Problems('verification_not_found')
  @ApiOperation({
    operationId: 'admin.timeline',
    summary: 'Get the timeline of a verification',
    description: 'By its link id, as in lists and the audit. The id that its initiator holds is never shown.',
  })
  @ZodResponse({ status: 200, type: TimelineDto })
  timeline(@Param() { id }: TimelineParam): Promise<TimelineDto> {
    return this.timelines.read(id);
  }

  @Get('circuits')
  @ApiOperation({
    operationId: 'admin.listCircuits',
    summary: 'List the circuit breakers, one a bot',
    description: 'As the answering instance sees them; `held_by` names the instance whose circuit counts.',
  })
  @ZodResponse({ status: 200, type: CircuitsDto })
  listCircuits(): CircuitsDto {
    return this.circuits.list();
  }

  @Post('circuits/:bot/reset')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({
    operationId: 'admin.resetCircuit',
    summary: 'Reset a circuit breaker',
    description:
      'Closes it in the answering instance and ends a pause, so that what waits is tried at once. If Telegram is still away it opens again. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: CircuitDto })
  async resetCircuit(
    @Param() { bot }: BotParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<CircuitDto> {
    this.circuits.read(bot);
    const subject = { kind: 'bot', id: String(bot) } as const;
    await this.acts.note({ action: 'admin.circuit_reset', actor, subject }, request);
    return this.circuits.reset(bot);
  }
}
