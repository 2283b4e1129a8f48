import { Body, Controller, Get, HttpCode, Logger, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { OperatorGuard } from '../http/operator.guard';
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

/** What operators see and do; in production with the admin key. Whatever changes something leaves a line in the log. */
@ApiTags('Administration')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin')
@UseGuards(OperatorGuard)
export class AdminController {
  private readonly logger = new Logger('Admin');

  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly timelines: TimelineService,
    private readonly tests: TestDelivery,
    private readonly circuits: CircuitsService,
  ) {}

  @Get('deliveries')
  @ApiOperation({ summary: 'Messages, the newest first' })
  @ZodResponse({ status: 200, type: DeliveriesDto })
  listDeliveries(@Query() query: DeliveriesQuery): Promise<DeliveriesDto> {
    return this.deliveries.list(query);
  }

  @Post('deliveries/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test message, which destroys itself, and say what became of it within 20 s' })
  @ZodResponse({ status: 200, type: TestDeliveryDto })
  async test(
    @Body() { chat_id: chatId }: TestDeliveryRequest,
    @Req() request: FastifyRequest,
  ): Promise<TestDeliveryDto> {
    const result = await this.tests.send(chatId);
    this.note('test delivery', request, { delivery: result.id, success: result.success });
    return result;
  }

  @Get('deliveries/:id')
  @ApiOperation({ summary: 'One message, with what it went through' })
  @ZodResponse({ status: 200, type: DeliveryDto })
  readDelivery(@Param() { id }: DeliveryIdParam): Promise<DeliveryDto> {
    return this.deliveries.read(id);
  }

  @Get('verifications/:id/timeline')
  @ApiOperation({ summary: 'Everything that happened to a verification, in order, without naming anybody' })
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
  @ApiOperation({ summary: "Close a bot's circuit in the answering instance, and end a pause" })
  @ZodResponse({ status: 200, type: CircuitDto })
  resetCircuit(@Param() { bot }: BotParam, @Req() request: FastifyRequest): CircuitDto {
    const circuit = this.circuits.reset(bot);
    this.note('circuit reset', request, { bot });
    return circuit;
  }

  private note(act: string, { id }: FastifyRequest, what: Readonly<Record<string, unknown>>): void {
    this.logger.log({ msg: `admin: ${act}`, request_id: id, ...what });
  }
}
