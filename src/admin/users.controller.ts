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
    const user = await this.users.disable(id);
    await this.acts.note(actOn(id, 'admin.user_disabled', admin), request);
    return toAdministeredUser(user);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Problems('not_found')
  @ApiOperation({ summary: 'Open an account again' })
  @ZodResponse({ status: 200, type: AdministeredUserDto })
  async enable(
    @Param() { id }: UserIdParam,
    @CurrentAdmin() admin: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredUserDto> {
    const user = await this.users.enable(id);
    await this.acts.note(actOn(id, 'admin.user_enabled', admin), request);
    return toAdministeredUser(user);
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
    await this.users.erase(id);
    await this.acts.note(actOn(id, 'admin.user_deleted', admin), request);
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
    const ended = await this.users.endSessions(id);
    await this.acts.note({ ...actOn(id, 'admin.user_sessions_ended', admin), details: { ended } }, request);
    return { ended };
  }
}

const actOn = (id: string, action: AdminAct['action'], actor: Actor): AdminAct => ({
  action,
  actor,
  subject: { kind: 'user', id },
});
