import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { FromClient, type Client } from '../http/client';
import {
  LinkDetailsDto,
  LinkTokenDto,
  RegisterDto,
  ResendDto,
  SessionDto,
  StartedDto,
  VerificationIdParam,
  VerificationStatusDto,
  VerifyLinkDto,
  VerifyOtpDto,
} from './registration.dto';
import { RegistrationService } from './registration.service';
import { SignInService } from './sign-in.service';
import { StatusStream } from './status.stream';

@ApiTags('Registration')
@Controller('api')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly signIns: SignInService,
    private readonly stream: StatusStream,
  ) {}

  @Post('register')
  @ApiOperation({ summary: 'Register; a message goes to the chat, or the start link says where to send it' })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'A repeat with the same key and body is the same registration.',
  })
  @ZodResponse({ status: 202, type: StartedDto })
  register(
    @Body() request: RegisterDto,
    @FromClient() client: Client,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<StartedDto> {
    return this.registrations.register(request, client, idempotencyKey);
  }

  @Get('verifications/:id')
  @ApiOperation({ summary: 'Where a verification is' })
  @ZodResponse({ status: 200, type: VerificationStatusDto })
  status(@Param() { id }: VerificationIdParam): Promise<VerificationStatusDto> {
    return this.registrations.status(id);
  }

  @Get('verifications/:id/events')
  @ApiOperation({ summary: 'Live status: server-sent events named `status`, resumable by Last-Event-ID' })
  @ApiHeader({ name: 'last-event-id', required: false, description: 'What was seen last: nothing is told twice.' })
  @ApiProduces('text/event-stream')
  async events(
    @Param() { id }: VerificationIdParam,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<StreamableFile> {
    const events = await this.stream.watch(id, lastEventId);
    return new StreamableFile(Readable.from(events), { type: 'text/event-stream; charset=utf-8' });
  }

  @Delete('verifications/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Cancel; the message is taken out of Telegram' })
  cancel(@Param() { id }: VerificationIdParam): Promise<void> {
    return this.registrations.cancel(id);
  }

  @Post('verify-otp')
  @ApiOperation({ summary: 'Come in by typing the code' })
  @ZodResponse({ status: 200, type: SessionDto })
  verifyOtp(@Body() { verification_id: id, otp }: VerifyOtpDto, @FromClient() client: Client): Promise<SessionDto> {
    return this.signIns.byCode(id, otp, client);
  }

  @Post('verify-magic-link')
  @ApiOperation({ summary: 'Come in by the link of the message' })
  @ZodResponse({ status: 200, type: SessionDto })
  verifyLink(@Body() { token }: VerifyLinkDto, @FromClient() client: Client): Promise<SessionDto> {
    return this.signIns.byLink(token, client);
  }

  @Post('magic-link/details')
  @ApiOperation({ summary: 'What a link is about; changes nothing' })
  @ZodResponse({ status: 200, type: LinkDetailsDto })
  linkDetails(@Body() { token }: LinkTokenDto): Promise<LinkDetailsDto> {
    return this.signIns.linkDetails(token);
  }

  @Post('resend-otp')
  @ApiOperation({ summary: 'A new code and link; the old ones are dead, the old message goes' })
  @ZodResponse({ status: 202, type: StartedDto })
  resend(@Body() { verification_id: id }: ResendDto, @FromClient() client: Client): Promise<StartedDto> {
    return this.registrations.resend(id, client);
  }
}
