import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { clock } from '../clock';
import { sendEvents } from '../http/event.stream';
import { whenOver } from '../http/over';
import { FromClient, type Client } from '../http/request/client';
import { keySchema, strongKeyOf, strongKeySchema } from '../http/request/idempotency.key';
import { Problems } from '../http/problems/problems.decorator';
import { DeviceCookie } from '../session/devices/device.cookie';
import { SessionAnswer, SessionDto } from '../tokens/session.answer';
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
  toLinkDetails,
  toRegistering,
  toStarted,
  VerificationIdParam,
  VerificationStatusDto,
  VerifyLinkDto,
  VerifyOtpDto,
} from './registration.dto';
import { Endings } from '../otp/endings';
import { OtpService } from '../otp/otp.service';
import { SignInService } from '../otp/sign-in.service';
import { StatusStream } from './status/status.stream';
import { StatusView } from './status/status.view';

/** The key of a request that signs a person in. */
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
    private readonly otp: OtpService,
    private readonly endings: Endings,
    private readonly devices: DeviceCookie,
    private readonly signIns: SignInService,
    private readonly answer: SessionAnswer,
    private readonly view: StatusView,
    private readonly stream: StatusStream,
    private readonly flow: FlowCookie,
  ) {}

  @Post('register')
  @Problems('rate_limited', 'telegram_unavailable', 'overloaded')
  @ApiOperation({
    summary: 'Register: start a verification and send the message with code and link',
    description:
      'Step 1 for a new person. With `telegram_chat_id` the message is queued at once (`sending`); without it show `telegram_link` as button and QR, and the message follows when Start is pressed (`awaiting_telegram`). Nothing is created yet: the account comes with the first right code. Limits: `LIMIT_REQUESTS_PER_IP_MINUTE` per address, `LIMIT_SENDS_PER_CHAT_HOUR` per chat. With the same `Idempotency-Key` and body a repeat answers the same verification.',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'A repeat with the same key and body is the same registration.',
    schema: keySchema,
  })
  @ZodResponse({ status: 202, type: StartedDto })
  async register(
    @Body() body: RegisterDto,
    @FromClient() client: Client,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<StartedDto> {
    const asking = toRegistering(body, client, idempotencyKey);
    return toStarted(await this.otp.register(asking, client, this.flow.begin(request, reply)), clock.now());
  }

  @Get('verifications/:id')
  @Problems('verification_not_found')
  @ApiOperation({
    summary: 'Get the status of a verification',
    description:
      'Poll this every second or two where server-sent events cannot be had. The id is the proof of who began it: keep it out of logs and URLs that others see.',
  })
  @ZodResponse({ status: 200, type: VerificationStatusDto })
  status(@Param() { id }: VerificationIdParam, @Req() request: FastifyRequest): Promise<VerificationStatusDto> {
    return this.view.read({ proof: id, flow: this.flow.read(request) });
  }

  @Get('verifications/:id/events')
  @Problems('verification_not_found', 'overloaded')
  @ApiOperation({
    summary: 'Stream the status of a verification (server-sent events)',
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
    @Res() reply: FastifyReply,
    @FromClient() { address }: Client,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    const leaving = new AbortController();
    whenOver(reply, () => leaving.abort());
    const shown = { proof: id, flow: this.flow.read(request) };
    sendEvents(reply, await this.stream.watch(shown, { lastEventId, address, leaving: leaving.signal }));
  }

  @Delete('verifications/:id')
  @HttpCode(204)
  @Problems('verification_not_found', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiOperation({
    summary: 'Cancel a verification and delete its message',
    description:
      'Code and link are dead at once; a message that is in Telegram is deleted, one that waits is not sent.',
  })
  async cancel(@Param() { id }: VerificationIdParam, @Req() request: FastifyRequest): Promise<void> {
    await this.endings.cancelBegun({ proof: id, flow: this.flow.read(request) });
  }

  @Post('verifications/:id/session')
  @HttpCode(200)
  @Problems('unauthorized', 'verification_not_found', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiHeader(REPEATABLE)
  @ApiOperation({
    summary: 'Get the session after an approval on another device',
    description:
      'For the device that waits, once its status is `verified` by `approval`: within 5 minutes, once. A repeat with the same `Idempotency-Key` gets the same session again while none of its tokens was used.',
  })
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
  @ApiOperation({
    summary: 'Verify the code and sign in',
    description:
      'Step 3. The right code opens a session and deletes the message; it works once. A wrong one answers 401 `otp_invalid` with `attempts_left`; the last try locks the verification. `session: "token"` puts the refresh token into the answer, otherwise it is an `HttpOnly` cookie. A repeat with the same `Idempotency-Key` (22 characters of base64url or more) gets the same session again for 5 minutes, while none of its tokens was used.',
  })
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
  @ApiOperation({
    summary: 'Verify the magic link and sign in here, or approve the device that waits',
    description:
      'The token is what follows the `#` of the link. It works once, and competes with the code: the first wins. With `approve: true` and the `match` that the other screen shows, the device that waits is signed in instead of the caller. `Idempotency-Key` as for the code.',
  })
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
  @ApiOperation({
    summary: 'Deny a sign-in ("This wasn\'t me")',
    description:
      'Ends the verification, deletes its message, and counts against the address that asked. Needs the token of the link.',
  })
  deny(@Body() { token }: LinkTokenDto): Promise<void> {
    return this.signIns.deny(token);
  }

  @Post('magic-link/details')
  @Problems('link_invalid', 'already_used', 'verification_expired')
  @ApiOperation({
    summary: 'Get what a magic link is about',
    description:
      'For the page that the link opens: who asked, from which browser, and the six signs to choose from. Changes nothing, and uses nothing up.',
  })
  @ZodResponse({ status: 200, type: LinkDetailsDto })
  async linkDetails(
    @Body() { token, verification_id: awaitedId }: OpenedLinkDto,
    @FromClient() { address }: Client,
  ): Promise<LinkDetailsDto> {
    return toLinkDetails(await this.signIns.openLink(token, awaitedId), address, clock.now());
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
  @ApiOperation({
    summary: 'Resend: a new code and link in a new message',
    description:
      'From `resend_at` on (`RESEND_COOLDOWN_SECONDS`); earlier it answers 429 with `Retry-After`. The old code and link are dead, the old message is deleted, wrong codes stay counted. Counts against the same limits as a start.',
  })
  @ZodResponse({ status: 202, type: StartedDto })
  async resend(
    @Body() { verification_id: proof }: ResendDto,
    @FromClient() client: Client,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedDto> {
    const shown = { proof, flow: this.flow.renew(request, reply) };
    return toStarted(await this.otp.resend(shown, client), clock.now());
  }
}
