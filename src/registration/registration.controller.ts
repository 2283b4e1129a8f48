import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { FromClient, type Client } from '../http/client';
import { keySchema, strongKeyOf, strongKeySchema } from '../http/idempotency.key';
import { Problems } from '../http/problems.decorator';
import { DeviceCookie } from '../session/device.cookie';
import { SessionAnswer, SessionDto } from '../session/session.answer';
import { FlowCookie } from './flow.cookie';
import {
  ApprovedDto,
  CollectDto,
  LinkDetailsDto,
  LinkTokenDto,
  OpenedLinkDto,
  RegisterDto,
  ResendDto,
  StartedDto,
  VerificationIdParam,
  VerificationStatusDto,
  VerifyLinkDto,
  VerifyOtpDto,
} from './registration.dto';
import { RegistrationService } from './registration.service';
import { SignInService } from './sign-in.service';
import { StatusStream } from './status.stream';

/** Of what lets somebody in. */
const REPEATABLE = {
  name: 'idempotency-key',
  required: false,
  description:
    'At least 22 characters of base64url, made for this request alone. For five minutes a repeat with the same key and ' +
    'secret is answered with the same session, while none of its tokens was used; another key gets `already_used`.',
  schema: strongKeySchema,
};

@ApiTags('Registration')
@Controller('api')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly devices: DeviceCookie,
    private readonly signIns: SignInService,
    private readonly answer: SessionAnswer,
    private readonly stream: StatusStream,
    private readonly flow: FlowCookie,
  ) {}

  @Post('register')
  @Problems('rate_limited', 'telegram_unavailable', 'overloaded')
  @ApiOperation({ summary: 'Register; a message goes to the chat, or the start link says where to send it' })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'A repeat with the same key and body is the same registration.',
    schema: keySchema,
  })
  @ZodResponse({ status: 202, type: StartedDto })
  register(
    @Body() body: RegisterDto,
    @FromClient() client: Client,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<StartedDto> {
    return this.registrations.register(body, client, { idempotencyKey, flow: this.flow.begin(request, reply) });
  }

  @Get('verifications/:id')
  @Problems('verification_not_found')
  @ApiOperation({ summary: 'Where a verification is' })
  @ZodResponse({ status: 200, type: VerificationStatusDto })
  status(@Param() { id }: VerificationIdParam, @Req() request: FastifyRequest): Promise<VerificationStatusDto> {
    return this.registrations.status({ proof: id, flow: this.flow.read(request) });
  }

  @Get('verifications/:id/events')
  @Problems('verification_not_found', 'overloaded')
  @ApiOperation({
    summary: 'Live status: server-sent events named `status`, resumable by Last-Event-ID',
    description:
      'An event `heartbeat` comes at once and every 15 s: what is silent for longer is dead, and is opened anew.',
  })
  @ApiHeader({ name: 'last-event-id', required: false, description: 'What was seen last: nothing is told twice.' })
  @ApiOkResponse({
    description: 'Until it is over and the message is gone.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  async events(
    @Param() { id }: VerificationIdParam,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) { raw }: FastifyReply,
    @FromClient() { address }: Client,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<StreamableFile> {
    const leaving = new AbortController();
    raw.once('close', () => leaving.abort());
    const shown = { proof: id, flow: this.flow.read(request) };
    const events = await this.stream.watch(shown, { lastEventId, address, leaving: leaving.signal });
    return new StreamableFile(Readable.from(events), { type: 'text/event-stream; charset=utf-8' });
  }

  @Delete('verifications/:id')
  @HttpCode(204)
  @Problems('verification_not_found', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiOperation({ summary: 'Cancel; the message is taken out of Telegram' })
  cancel(@Param() { id }: VerificationIdParam, @Req() request: FastifyRequest): Promise<void> {
    return this.registrations.cancel({ proof: id, flow: this.flow.read(request) });
  }

  @Post('verifications/:id/session')
  @HttpCode(200)
  @Problems('unauthorized', 'verification_not_found', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiHeader(REPEATABLE)
  @ApiOperation({ summary: 'After an approval on another device: the session of the one that waited, once' })
  @ZodResponse({ status: 200, type: SessionDto })
  async collect(
    @Param() { id }: VerificationIdParam,
    @Body() { session }: CollectDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<SessionDto> {
    const shown = { proof: id, flow: this.flow.read(request) };
    const visitor = this.devices.visitorOf(request);
    return this.answer.give(await this.signIns.collect(shown, visitor, strongKeyOf(key)), reply, session);
  }

  @Post('verify-otp')
  @Problems(
    'otp_invalid',
    'verification_not_found',
    'already_used',
    'verification_expired',
    'too_many_attempts',
    'account_disabled',
    'step_up_required',
    'rate_limited',
  )
  @ApiHeader(REPEATABLE)
  @ApiOperation({ summary: 'Come in by typing the code' })
  @ZodResponse({ status: 200, type: SessionDto })
  async verifyOtp(
    @Body() { verification_id: proof, otp, session }: VerifyOtpDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<SessionDto> {
    const shown = { proof, flow: this.flow.read(request) };
    const visitor = this.devices.visitorOf(request);
    return this.answer.give(await this.signIns.byCode(shown, otp, visitor, strongKeyOf(key)), reply, session);
  }

  @Post('verify-magic-link')
  @Problems(
    'link_invalid',
    'otp_invalid',
    'already_used',
    'verification_expired',
    'too_many_attempts',
    'account_disabled',
    'step_up_required',
    'rate_limited',
  )
  @ApiHeader(REPEATABLE)
  @ApiOperation({ summary: 'Come in by the link of the message; or let in the device that waits' })
  @HttpCode(200)
  @ApiExtraModels(SessionDto.Output, ApprovedDto.Output)
  @ApiOkResponse({
    description: 'The session of the caller; or that the device that waits is let in.',
    schema: { oneOf: [SessionDto, ApprovedDto].map((type) => ({ $ref: getSchemaPath(type.Output) })) },
  })
  async verifyLink(
    @Body() { token, session, approve, match, as_typed: asTyped }: VerifyLinkDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') header?: string,
  ): Promise<SessionDto | ApprovedDto> {
    const [visitor, key] = [this.devices.visitorOf(request), strongKeyOf(header)];
    if (!approve) return this.answer.give(await this.signIns.byLink(token, visitor, { asTyped, key }), reply, session);
    await this.signIns.approve(token, match!, visitor, key);
    return { approved: true };
  }

  @Post('magic-link/deny')
  @HttpCode(204)
  @Problems('link_invalid', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiOperation({ summary: '"This wasn\'t me": ends the verification, and takes its message out of Telegram' })
  deny(@Body() { token }: LinkTokenDto): Promise<void> {
    return this.signIns.deny(token);
  }

  @Post('magic-link/details')
  @Problems('link_invalid', 'already_used', 'verification_expired')
  @ApiOperation({ summary: 'What a link is about; changes nothing' })
  @ZodResponse({ status: 200, type: LinkDetailsDto })
  linkDetails(
    @Body() { token, verification_id: awaitedId }: OpenedLinkDto,
    @FromClient() { address }: Client,
  ): Promise<LinkDetailsDto> {
    return this.signIns.linkDetails(token, { awaitedId, address });
  }

  @Post('resend-otp')
  @Problems(
    'verification_not_found',
    'already_used',
    'verification_expired',
    'too_many_attempts',
    'rate_limited',
    'overloaded',
  )
  @ApiOperation({ summary: 'A new code and link; the old ones are dead, the old message goes' })
  @ZodResponse({ status: 202, type: StartedDto })
  resend(
    @Body() { verification_id: proof }: ResendDto,
    @FromClient() client: Client,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedDto> {
    return this.registrations.resend({ proof, flow: this.flow.renew(request, reply) }, client);
  }
}
