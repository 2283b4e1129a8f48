import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor, Details } from '../../audit/audit';
import { AppError } from '../../errors';
import { Problems } from '../../http/problems/problems.decorator';
import { AdminGuard, CurrentAdmin } from '../admin.guard';
import type { SecretKind } from '../../apps/store/app.repository';
import { AppRegistry, type Made } from './app.registry';
import {
  AppChangeRequest,
  AdministeredAppDto,
  AppIdParam,
  AppKeyParam,
  AppRequest,
  AdministeredAppsDto,
  AppSecretParam,
  AppSecretRequest,
  AppsQuery,
  AppWebhookSecretParam,
  CreatedAppDto,
  NewApiKeyDto,
  NewSecretDto,
  NewWebhookSecretDto,
  toChange,
  toDetails,
  toRegisteredDto,
  toSecretDto,
} from './apps.dto';
import { AdminActs, type AdminAct } from '../audit/audit.acts';

type Act = Pick<AdminAct, 'action'> & Readonly<{ id: string; details?: Details }>;

/** For each kind of secret: its audit actions, and the audit detail that holds its id. */
const NOTED = {
  secrets: { created: 'admin.app_secret_created', revoked: 'admin.app_secret_revoked', named: 'secret_id' },
  apiKeys: { created: 'admin.app_key_created', revoked: 'admin.app_key_revoked', named: 'key_id' },
  webhookSecrets: {
    created: 'admin.app_webhook_secret_created',
    revoked: 'admin.app_webhook_secret_revoked',
    named: 'secret_id',
  },
} as const satisfies Record<SecretKind, object>;

/** The apps that people sign in to via OpenID. Every change is audited, but no secret is. */
@ApiTags('Administration: apps')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/apps')
@UseGuards(AdminGuard)
export class AppsController {
  constructor(
    private readonly registry: AppRegistry,
    private readonly acts: AdminActs,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List the apps that people sign in to',
    description: 'Those of `APPS_FILE` and those that were registered here, in the order of their ids.',
  })
  @ZodResponse({ status: 200, type: AdministeredAppsDto })
  list(@Query() query: AppsQuery): Promise<AdministeredAppsDto> {
    return this.registry.list(query);
  }

  @Post()
  @Problems('app_exists', 'rs256_unavailable')
  @ApiOperation({
    summary: 'Register an app that people sign in to',
    description:
      'It works at once, without a restart. The answer is the only one that tells its `secret`: where it was lost, make another. Noted in the audit.',
  })
  @ZodResponse({ status: 201, type: CreatedAppDto })
  async register(
    @Body() body: AppRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<CreatedAppDto> {
    await this.registry.assertFree(body);
    const { id, ...said } = body;
    await this.note({ action: 'admin.app_created', id, details: toDetails(said) }, actor, request);
    const { app, secret = null } = await this.registry.register(body);
    return { ...toRegisteredDto(app), secret };
  }

  @Get(':id')
  @Problems('not_found')
  @ApiOperation({ summary: 'Get one app', description: 'By its client id. No answer tells a secret a second time.' })
  @ZodResponse({ status: 200, type: AdministeredAppDto })
  read(@Param() { id }: AppIdParam): Promise<AdministeredAppDto> {
    return this.registry.show(id);
  }

  @Patch(':id')
  @Problems('not_found', 'app_read_only', 'rs256_unavailable')
  @ApiOperation({
    summary: 'Update an app',
    description:
      'What is not named stays; null takes away. Whether an app is public stays for good. Takes effect at once. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: AdministeredAppDto })
  async change(
    @Param() { id }: AppIdParam,
    @Body() body: AppChangeRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredAppDto> {
    const change = toChange(body);
    this.registry.assertFits(await this.registry.readOwn(id), change);
    await this.note({ action: 'admin.app_changed', id, details: toDetails(body) }, actor, request);
    return toRegisteredDto(await this.registry.change(id, change));
  }

  @Post(':id/secrets')
  @Problems('not_found', 'app_read_only', 'app_is_public', 'too_many_secrets')
  @ApiOperation({
    summary: 'Create another secret for an app',
    description:
      'Both are good until you revoke the old one: give the app the new one meanwhile. This answer alone tells it. Noted in the audit.',
  })
  @ZodResponse({ status: 201, type: NewSecretDto })
  async addSecret(
    @Param() { id }: AppIdParam,
    @Body() { expires_at: expiresAt }: AppSecretRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<NewSecretDto> {
    const { kept, text } = await this.addTo('secrets', { id, expiresAt }, actor, request);
    return { ...toSecretDto(kept), secret: text };
  }

  @Delete(':id/secrets/:secret_id')
  @HttpCode(204)
  @Problems('not_found', 'app_read_only')
  @ApiOperation({
    summary: 'Delete a secret of an app: revoke it',
    description:
      'It is refused at once. Without any, the app gets no more tokens until it has a new one. Noted in the audit.',
  })
  revokeSecret(
    @Param() { id, secret_id: secretId }: AppSecretParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.revokeFrom('secrets', { id, secretId }, actor, request);
  }

  @Post(':id/api-keys')
  @Problems('not_found', 'app_read_only', 'too_many_secrets')
  @ApiOperation({
    summary: 'Create an API key for the back ends of an app',
    description:
      'What they have confirmed is in the name of the app, by its bot. Several are good at once, so that one is exchanged for another. This answer alone tells it. Noted in the audit.',
  })
  @ZodResponse({ status: 201, type: NewApiKeyDto })
  async addApiKey(
    @Param() { id }: AppIdParam,
    @Body() { expires_at: expiresAt }: AppSecretRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<NewApiKeyDto> {
    const { kept, text } = await this.addTo('apiKeys', { id, expiresAt }, actor, request);
    return { ...toSecretDto(kept), api_key: text };
  }

  @Delete(':id/api-keys/:key_id')
  @HttpCode(204)
  @Problems('not_found', 'app_read_only')
  @ApiOperation({
    summary: 'Delete an API key of an app: revoke it',
    description:
      'It is refused at once. What was asked for by it can be checked by the other keys of the app. Noted in the audit.',
  })
  revokeApiKey(
    @Param() { id, key_id: secretId }: AppKeyParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.revokeFrom('apiKeys', { id, secretId }, actor, request);
  }

  @Post(':id/webhook-secrets')
  @Problems('not_found', 'app_read_only', 'too_many_secrets')
  @ApiOperation({
    summary: 'Create a secret for webhooks to an app',
    description:
      'Webhooks to its `webhook_url` are signed by each that is good, so that one is exchanged for another; without any, they wait. This answer alone tells it. Noted in the audit.',
  })
  @ZodResponse({ status: 201, type: NewWebhookSecretDto })
  async addWebhookSecret(
    @Param() { id }: AppIdParam,
    @Body() { expires_at: expiresAt }: AppSecretRequest,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<NewWebhookSecretDto> {
    const { kept, text } = await this.addTo('webhookSecrets', { id, expiresAt }, actor, request);
    return { ...toSecretDto(kept), webhook_secret: text };
  }

  @Delete(':id/webhook-secrets/:secret_id')
  @HttpCode(204)
  @Problems('not_found', 'app_read_only')
  @ApiOperation({
    summary: 'Delete a secret for webhooks to an app: revoke it',
    description: 'Nothing is signed by it any more, on any instance within five seconds. Noted in the audit.',
  })
  revokeWebhookSecret(
    @Param() { id, secret_id: secretId }: AppWebhookSecretParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.revokeFrom('webhookSecrets', { id, secretId }, actor, request);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Problems('not_found', 'app_read_only')
  @ApiOperation({
    summary: 'Disable an app: refuse sign-ins to it, end what it holds',
    description:
      'At once and on every instance: its codes, tokens and consents are gone for good, the sessions of people here go on. Repeating it changes nothing. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: AdministeredAppDto })
  async disable(
    @Param() { id }: AppIdParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredAppDto> {
    await this.registry.readOwn(id);
    await this.note({ action: 'admin.app_disabled', id }, actor, request);
    return toRegisteredDto(await this.registry.disable(id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Problems('not_found', 'app_read_only')
  @ApiOperation({
    summary: 'Enable a disabled app',
    description: 'People can sign in to it again, and are asked for their consent anew. Noted in the audit.',
  })
  @ZodResponse({ status: 200, type: AdministeredAppDto })
  async enable(
    @Param() { id }: AppIdParam,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<AdministeredAppDto> {
    await this.registry.readOwn(id);
    await this.note({ action: 'admin.app_enabled', id }, actor, request);
    return toRegisteredDto(await this.registry.enable(id));
  }

  private async addTo(
    kind: SecretKind,
    { id, expiresAt }: Readonly<{ id: string; expiresAt?: Date }>,
    actor: Actor,
    request: FastifyRequest,
  ): Promise<Made> {
    const made = this.registry.prepareSecret(await this.registry.readOwn(id), kind, expiresAt);
    const { created: action, named } = NOTED[kind];
    const details = { [named]: made.kept.id, expires_at: expiresAt?.toISOString() ?? null };
    await this.note({ action, id, details }, actor, request);
    await this.registry.addSecret(id, kind, made);
    return made;
  }

  private async revokeFrom(
    kind: SecretKind,
    { id, secretId }: Readonly<{ id: string; secretId: string }>,
    actor: Actor,
    request: FastifyRequest,
  ): Promise<void> {
    const { [kind]: held } = await this.registry.readOwn(id);
    if (!held.some((secret) => secret.id === secretId)) throw new AppError('not_found');
    const { revoked: action, named } = NOTED[kind];
    await this.note({ action, id, details: { [named]: secretId } }, actor, request);
    await this.registry.revokeSecret(id, kind, secretId);
  }

  private note({ action, id, details }: Act, actor: Actor, request: FastifyRequest): Promise<void> {
    return this.acts.note({ action, actor, subject: { kind: 'app', id }, details }, request);
  }
}
