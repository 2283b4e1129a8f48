import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../audit/audit';
import { Problems } from '../http/problems.decorator';
import { AdminGuard, CurrentAdmin } from './admin.guard';
import { AdminActs } from './audit.acts';
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
import { TestDelivery } from './test.delivery';
import { TimelineDto, TimelineParam } from './timeline.dto';
import { TimelineService } from './timeline.service';

/** What operators see and do. Whatever changes something is noted. */
@ApiTags('Administration: messages')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin')
@UseGuards(AdminGuard)
export class AdminController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly timelines: TimelineService,
    private readonly tests: TestDelivery,
    private readonly circuits: CircuitsService,
    private readonly acts: AdminActs,
  ) {}

  @Get('deliveries')
  @ApiOperation({ summary: 'Messages, the newest first' })
  @ZodResponse({ status: 200, type: DeliveriesDto })
  listDeliveries(@Query() query: DeliveriesQuery): Promise<DeliveriesDto> {
    return this.deliveries.list(query);
  }

  @Post('deliveries/test')
  @HttpCode(200)
  @Problems('overloaded')
  @ApiOperation({ summary: 'Send a test message, which destroys itself, and say what became of it within 20 s' })
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
  @ApiOperation({ summary: 'One message, with what it went through' })
  @ZodResponse({ status: 200, type: DeliveryDto })
  readDelivery(@Param() { id }: DeliveryIdParam): Promise<DeliveryDto> {
    return this.deliveries.read(id);
  }

  @Get('verifications/:id/timeline')
  @Problems('verification_not_found')
  @ApiOperation({
    summary: 'Everything that happened to a verification, in order, without naming anybody',
    description: 'By its link id, as lists and the audit have it. What its initiator holds is told to nobody.',
  })
  @ZodResponse({ status: 200, type: TimelineDto })
  timeline(@Param() { id }: TimelineParam): Promise<TimelineDto> {
    return this.timelines.read(id);
  }

  @Get('circuits')
  @ApiOperation({ summary: 'Whether Telegram takes what each bot sends, as the answering instance sees it' })
  @ZodResponse({ status: 200, type: CircuitsDto })
  listCircuits(): CircuitsDto {
    return this.circuits.list();
  }

  @Post('circuits/:bot/reset')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({ summary: "Close a bot's circuit in the answering instance, and end a pause" })
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
