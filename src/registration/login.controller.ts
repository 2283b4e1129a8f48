import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { answerPortrait, PortraitAnswer } from '../account/portraits/portrait.answer';
import { clock } from '../clock';
import { Problems } from '../http/problems/problems.decorator';
import { DeviceCookie } from '../session/devices/device.cookie';
import { Devices } from '../session/devices/devices';
import { FlowCookie } from './flow.cookie';
import { KnownAccountParam, KnownAccountsDto, LoginDto, hintIn, toKnownAccounts, toNamed } from './login.dto';
import { KnownAccounts } from '../otp/known.accounts';
import { OtpService } from '../otp/otp.service';
import { sentBy, StartedDto, toStarted } from './registration.dto';

const DEVICE_TOKEN = {
  name: 'x-device-token',
  required: false,
  description: 'Of an API client; browsers have a cookie.',
};

@ApiTags('Registration')
@Controller('api/login')
export class LoginController {
  constructor(
    private readonly otp: OtpService,
    private readonly accounts: KnownAccounts,
    private readonly devices: Devices,
    private readonly cookie: DeviceCookie,
    private readonly flow: FlowCookie,
  ) {}

  @Post()
  @HttpCode(202)
  @Problems('rate_limited', 'telegram_unavailable', 'overloaded')
  @ApiOperation({
    summary: 'Log in: start a verification for an existing account',
    description: 'A name is a hint: it never makes the bot write, and known and unknown names are answered alike.',
  })
  @ZodResponse({ status: 202, type: StartedDto })
  async login(
    @Body() said: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedDto> {
    const visitor = this.cookie.visitorOf(request);
    const known = await this.accounts.find(toNamed(said), visitor.devices);
    const comingBack = { applicant: hintIn(said), known, sentBy: sentBy(said) };
    return toStarted(await this.otp.login(comingBack, visitor, this.flow.begin(request, reply)), clock.now());
  }

  @Get()
  @ApiOperation({
    summary: 'List the accounts that know this device',
    description:
      'For "Continue as Ann": a listed person gets a message at one press, by `POST /api/login` with the `user_id`. Without the cookie or `X-Device-Token` the list is empty.',
  })
  @ApiHeader(DEVICE_TOKEN)
  @ZodResponse({ status: 200, type: KnownAccountsDto })
  async known(@Req() request: FastifyRequest): Promise<KnownAccountsDto> {
    const { devices } = this.cookie.visitorOf(request);
    return toKnownAccounts((await this.accounts.list(devices)).map(({ user }) => user));
  }

  @Get(':user_id/picture')
  @ApiOperation({
    summary: 'Get the profile picture of an account that knows this device',
    description: 'Without a proof of that account there is none, whether or not there is such an account.',
  })
  @ApiHeader(DEVICE_TOKEN)
  @PortraitAnswer()
  async picture(
    @Param() { user_id: userId }: KnownAccountParam,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    return answerPortrait(reply, await this.accounts.picture(userId, this.cookie.visitorOf(request).devices));
  }

  @Delete(':user_id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Forget an account on this device',
    description: 'Takes the proof of the device away. The answer is the same where it was not known.',
  })
  @ApiHeader(DEVICE_TOKEN)
  async forget(
    @Param() { user_id: userId }: KnownAccountParam,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { devices = [] } = this.cookie.visitorOf(request);
    this.cookie.forget(reply, await this.devices.forget(userId, devices));
  }
}
