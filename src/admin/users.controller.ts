import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../audit/audit';
import { Problems } from '../http/problems.decorator';
import { AdminGuard, CurrentAdmin } from './admin.guard';
import { AdminActs, type AdminAct } from './audit.acts';
import {
  AdministeredUserDto,
  EndedSessionsDto,
  toAdministeredUser,
  toUserSession,
  UserIdParam,
  UsersDto,
  UserSessionsDto,
  UsersQuery,
} from './users.dto';
import { UsersService } from './users.service';

/** What administrators see of accounts and do to them; each act is in the audit. */
@ApiTags('Administration: users')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/users')
@UseGuards(AdminGuard)
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly acts: AdminActs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Accounts, the newest first' })
  @ZodResponse({ status: 200, type: UsersDto })
  list(@Query() query: UsersQuery): Promise<UsersDto> {
    return this.users.list(query);
  }

  @Get(':id')
  @Problems('not_found')
  @ApiOperation({ summary: 'One account' })
  @ZodResponse({ status: 200, type: AdministeredUserDto })
  async read(@Param() { id }: UserIdParam): Promise<AdministeredUserDto> {
    return toAdministeredUser(await this.users.read(id));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({ summary: 'Shut an account: its sessions end at once, and nobody comes in' })
  @ZodResponse({ status: 200, type: AdministeredUserDto })
  async disable(
    @Param() { id }: UserIdParam,
    @CurrentAdmin() admin: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredUserDto> {
    await this.noteOn(id, { action: 'admin.user_disabled', actor: admin }, request);
    return toAdministeredUser(await this.users.disable(id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Open an account again',
    description:
      'Also one that nobody has used for half a year: it may have changed hands with its phone number, and who holds its Telegram comes in ' +
      'from then on without its e-mail. Make sure first that it is theirs.',
  })
  @ZodResponse({ status: 200, type: AdministeredUserDto })
  async enable(
    @Param() { id }: UserIdParam,
    @CurrentAdmin() admin: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredUserDto> {
    await this.noteOn(id, { action: 'admin.user_enabled', actor: admin }, request);
    return toAdministeredUser(await this.users.enable(id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Problems('not_found')
  @ApiOperation({ summary: 'Delete an account, and what there is of the person' })
  async erase(
    @Param() { id }: UserIdParam,
    @CurrentAdmin() admin: Actor,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.noteOn(id, { action: 'admin.user_deleted', actor: admin }, request);
    await this.users.erase(id, admin);
  }

  @Get(':id/sessions')
  @Problems('not_found')
  @ApiOperation({ summary: 'Where somebody is signed in' })
  @ZodResponse({ status: 200, type: UserSessionsDto })
  async listSessions(@Param() { id }: UserIdParam): Promise<UserSessionsDto> {
    return { sessions: (await this.users.listSessions(id)).map(toUserSession) };
  }

  @Delete(':id/sessions')
  @Problems('not_found')
  @ApiOperation({ summary: 'Sign somebody out everywhere, at once' })
  @ZodResponse({ status: 200, type: EndedSessionsDto })
  async endSessions(
    @Param() { id }: UserIdParam,
    @CurrentAdmin() admin: Actor,
    @Req() request: FastifyRequest,
  ): Promise<EndedSessionsDto> {
    await this.noteOn(id, { action: 'admin.user_sessions_ended', actor: admin }, request);
    return { ended: await this.users.endSessions(id) };
  }

  /** @throws AppError `not_found` */
  private async noteOn(id: string, act: Omit<AdminAct, 'subject'>, request: FastifyRequest): Promise<void> {
    await this.users.read(id);
    await this.acts.note({ ...act, subject: { kind: 'user', id } }, request);
  }
}
