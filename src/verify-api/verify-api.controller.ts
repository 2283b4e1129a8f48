import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { keySchema } from '../http/request/idempotency.key';
import { Problems } from '../http/problems/problems.decorator';
import type { Caller } from '../otp/otp.service';
import { ApiKeyGuard, CurrentCaller } from './api.key.guard';
import { AskDto, AskedDto, AskedIdParam, AskedStatusDto, CheckDto, CheckedDto } from './verify-api.dto';
import { VerifyApiService } from './verify-api.service';

/** Lets a back end of the team have a person confirm something in Telegram. */
@ApiTags('For back ends')
@ApiSecurity('api-key')
@Controller('api/v1/verifications')
@UseGuards(ApiKeyGuard)
export class VerifyApiController {
  constructor(private readonly service: VerifyApiService) {}

  @Post()
  @HttpCode(202)
  @Problems('account_disabled', 'user_not_found', 'rate_limited', 'telegram_unavailable', 'overloaded')
  @ApiOperation({
    summary: 'Ask a person to confirm something (sends a code)',
    description: 'It opens no session, and its message carries no link. Ask the person for the code, and check it.',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'A repeat with the same key and body is the same verification.',
    example: 'payment-4711',
    schema: keySchema,
  })
  @ZodResponse({ status: 202, type: AskedDto })
  ask(
    @Body() request: AskDto,
    @CurrentCaller() caller: Caller,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<AskedDto> {
    return this.service.ask(request, caller, idempotencyKey);
  }

  @Post(':id/check')
  @HttpCode(200)
  @Problems(
    'otp_invalid',
    'account_disabled',
    'step_up_required',
    'verification_not_found',
    'already_used',
    'verification_expired',
    'too_many_attempts',
  )
  @ApiOperation({
    summary: 'Check the code that the person typed',
    description:
      'Wrong codes count; `OTP_MAX_ATTEMPTS` of them lock the verification. The right one answers `verified` and is good once; the message is deleted then.',
  })
  @ZodResponse({ status: 200, type: CheckedDto })
  check(
    @Param() { id }: AskedIdParam,
    @Body() { otp }: CheckDto,
    @CurrentCaller() caller: Caller,
  ): Promise<CheckedDto> {
    return this.service.check(id, otp, caller);
  }

  @Get(':id')
  @Problems('verification_not_found')
  @ApiOperation({
    summary: 'Get the status of a verification that you asked for',
    description: 'Only with the API key that asked; any other gets 404.',
  })
  @ZodResponse({ status: 200, type: AskedStatusDto })
  status(@Param() { id }: AskedIdParam, @CurrentCaller() caller: Caller): Promise<AskedStatusDto> {
    return this.service.status(id, caller);
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Problems(
    'verification_not_found',
    'already_used',
    'verification_expired',
    'too_many_attempts',
    'rate_limited',
    'overloaded',
  )
  @ApiOperation({
    summary: 'Resend the code of a verification that you asked for',
    description:
      'From `resend_at` on; earlier 429. The old code is dead, the old message is deleted, wrong codes stay counted.',
  })
  @ZodResponse({ status: 202, type: AskedDto })
  resend(@Param() { id }: AskedIdParam, @CurrentCaller() caller: Caller): Promise<AskedDto> {
    return this.service.resend(id, caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @Problems('verification_not_found', 'already_used', 'verification_expired', 'too_many_attempts')
  @ApiOperation({
    summary: 'Cancel a verification that you asked for',
    description: 'The code is dead at once, and the message is deleted.',
  })
  cancel(@Param() { id }: AskedIdParam, @CurrentCaller() caller: Caller): Promise<void> {
    return this.service.cancel(id, caller);
  }
}
