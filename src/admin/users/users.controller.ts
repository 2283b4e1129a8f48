import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../../audit/audit';
import { Problems } from '../../http/problems/problems.decorator';
import { AdminGuard, CurrentAdmin } from '../admin.guard';
import { AdminActs, type AdminAct } from '../audit/audit.acts';
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

/** Accounts, as administrators see and change them. Every act is audited. */
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
  @ApiOperation({
    summary: 'Search accounts by id, Telegram id, name, e-mail or @username',
    description: 'The newest first. People who never got in have no account: see `GET /api/admin/verifications`.',
  })
  @ZodResponse({ status: 200, type: UsersDto })
  list(@Query() query: UsersQuery): Promise<UsersDto> {
    return this.users.list(query);
  }

  @Get(':id')
  @Problems('not_found')
  @ApiOperation({ summary: 'Get one account', description: 'By its id, as lists and the audit have it.' })
  @ZodResponse({ status: 200, type: AdministeredUserDto })
  async read(@Param() { id }: UserIdParam): Promise<AdministeredUserDto> {
    return toAdministeredUser(await this.users.read(id));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Disable an account: end its sessions and refuse sign-ins',
    description:
      'Takes effect at once, access tokens included. The account stays; `enable` takes it back. Repeating it changes nothing. Noted in the audit.',
  })
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
    summary: 'Enable a disabled account',
    description:
      'Also one that has not been used for half a year: it may have changed hands with its phone number, and its present Telegram owner can ' +
      'then sign in without its e-mail. Make sure first that it is theirs.',
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
  @ApiOperation({
    summary: 'Delete an account and all data about the person',
    description:
      'Cannot be taken back. Sessions end at once; messages still in Telegram are deleted first. Noted in the audit.',
  })
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
  @ApiOperation({
    summary: 'List the sessions of a user',
    description: 'Where the person is signed in: browser, system, address, since when and until when.',
  })
  @ZodResponse({ status: 200, type: UserSessionsDto })
  async listSessions(@Param() { id }: UserIdParam): Promise<UserSessionsDto> {
    return { sessions: (await this.users.listSessions(id)).map(toUserSession) };
  }

  @Delete(':id/sessions')
  @Problems('not_found')
  @ApiOperation({
    summary: 'End all sessions of a user (force logout)',
    description: 'At once, access tokens included. The person can sign in again. Noted in the audit.',
  })
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
