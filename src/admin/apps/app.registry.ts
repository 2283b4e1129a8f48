import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DEFAULT_APP, type App } from '../../config/apps/app';
import {
  AppRepository,
  type AppDescription,
  type AppSecret,
  type RegisteredApp,
  type SecretKind,
} from '../../apps/store/app.repository';
import { faultOfRedirects, toApp } from '../../config/apps/app.schema';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { AppError } from '../../errors';
import { hashOf, randomId } from '../../ids';
import { OidcRecords } from '../../oidc/store/oidc.adapter';
import { pageOf } from '../../paging';
import { SigningKeyring } from '../../session/tokens/signing.keyring';
import {
  toDeclaredDto,
  toRegisteredDto,
  type AdministeredAppDto,
  type AppRequest,
  type AdministeredAppsDto,
  type AppsQuery,
} from './apps.dto';

const SECRET_BYTES = 32;
/** As Standard Webhooks prescribes. */
const WEBHOOK_PREFIX = 'whsec_';
const MOST_SECRETS = 10;

/** A new secret: its text, shown once, and the part that is stored. */
export type Made = Readonly<{ text: string; kept: AppSecret }>;

/** Apps as administrators manage them: those in `APPS_FILE` are read-only, those registered here can be changed. */
@Injectable()
export class AppRegistry {
  constructor(
    private readonly apps: Apps,
    private readonly registered: AppRepository,
    private readonly held: OidcRecords,
    private readonly keyring: SigningKeyring,
    private readonly config: Config,
  ) {}

  async list({ limit, cursor: after = '' }: AppsQuery): Promise<AdministeredAppsDto> {
    const declared = this.apps.declared.filter(({ id }) => id > after).map(toDeclaredDto);
    const found = await this.registered.list(after, limit + 1);
    const registered = found.filter(({ id }) => !this.apps.findDeclared(id)).map(toRegisteredDto);
    const all = [...declared, ...registered].sort((one, other) => (one.id < other.id ? -1 : 1));
    const { page: apps, next } = pageOf(all, limit, ({ id }) => id);
    return { apps, next_cursor: next };
  }

  /** @throws AppError `not_found` */
  async show(id: string): Promise<AdministeredAppDto> {
    const declared = this.apps.findDeclared(id);
    return declared ? toDeclaredDto(declared) : toRegisteredDto(known(await this.registered.find(id)));
  }

  /** @throws AppError `not_found`; `app_read_only` for an app of `APPS_FILE` */
  async readOwn(id: string): Promise<RegisteredApp> {
    if (this.apps.findDeclared(id)) throw new AppError('app_read_only');
    return known(await this.registered.find(id));
  }

  /** @throws AppError `app_exists`, `rs256_unavailable` */
  async assertFree({ id, id_token_signed_response_alg: algorithm, audience }: AppRequest): Promise<void> {
    const isTaken = id === DEFAULT_APP || this.apps.findDeclared(id) || (await this.registered.find(id));
    if (isTaken) throw new AppError('app_exists');
    this.assertAudience(audience);
    this.assertSigns(algorithm);
  }

  /** @returns the app and, unless it is public, its secret. @throws AppError `app_exists` */
  async register(request: AppRequest): Promise<Readonly<{ app: RegisteredApp; secret?: string }>> {
    const secret = request.public ? undefined : makeSecret();
    const none = { secretHashes: [], apiKeyHashes: [], webhookSecrets: [] };
    const { secretHashes: _, apiKeyHashes: __, ...described } = toApp(request, none);
    const app = {
      ...described,
      secrets: secret ? [secret.kept] : [],
      apiKeys: [],
      webhookSecrets: [],
      createdAt: clock.now(),
    };
    if (!(await this.registered.insert(app))) throw new AppError('app_exists');
    await this.apps.refresh();
    return { app, secret: secret?.text };
  }

  /** @throws AppError `invalid_request` for settings that exclude each other, `rs256_unavailable` */
  assertFits(app: RegisteredApp, change: Partial<AppDescription>): void {
    const message = faultOfRedirects({ ...app, ...change });
    if (message) throw new AppError('invalid_request', { errors: [{ field: 'redirect_uris', message }] });
    this.assertAudience(change.audience);
    if (change.idTokenAlgorithm) this.assertSigns(change.idTokenAlgorithm);
  }

  /** @throws AppError `not_found` */
  async change(id: string, change: Partial<AppDescription>): Promise<RegisteredApp> {
    return this.shown(await this.registered.change(id, change));
  }

  /** @throws AppError `app_is_public`, `too_many_secrets`; `invalid_request` if `expiresAt` is not in the future */
  prepareSecret(app: RegisteredApp, kind: SecretKind, expiresAt: Date | undefined): Made {
    if (kind === 'secrets' && app.isPublic) throw new AppError('app_is_public');
    if (app[kind].length >= MOST_SECRETS) throw new AppError('too_many_secrets');
    if (expiresAt && expiresAt <= clock.now())
      throw new AppError('invalid_request', { errors: [{ field: 'expires_at', message: 'must be in the future' }] });
    if (kind !== 'webhookSecrets') return makeSecret({ prefix: kind === 'apiKeys' ? `${app.id}.` : '', expiresAt });
    const text = WEBHOOK_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
    return { text, kept: { id: randomId(), hash: this.apps.seals(text), createdAt: clock.now(), expiresAt } };
  }

  /** @throws AppError `not_found` */
  async addSecret(id: string, kind: SecretKind, { kept }: Made): Promise<void> {
    await this.shown(await this.registered.addSecret(id, kind, kept));
  }

  async revokeSecret(id: string, kind: SecretKind, secretId: string): Promise<void> {
    await this.registered.removeSecret(id, kind, secretId);
    if (kind === 'webhookSecrets') await this.apps.refresh();
  }

  /** Refuses further sign-ins and revokes everything that the app holds. @throws AppError `not_found` */
  async disable(id: string): Promise<RegisteredApp> {
    const app = known(await this.registered.disable(id, clock.now()));
    await this.held.endApp(id);
    return this.shown(app);
  }

  /** Revokes again first: a request in flight at `disable` may have got tokens since. @throws AppError `not_found` */
  async enable(id: string): Promise<RegisteredApp> {
    const { disabledAt } = await this.readOwn(id);
    if (disabledAt) await this.held.endApp(id);
    return this.shown(await this.registered.enable(id));
  }

  /** Refreshes `apps`, so that the change takes effect on this instance at once. @throws AppError `not_found` */
  private async shown(found: RegisteredApp | undefined): Promise<RegisteredApp> {
    const app = known(found);
    await this.apps.refresh();
    return app;
  }

  /** No app may claim our audience: our own API accepts tokens for `PUBLIC_URL`. */
  private assertAudience(audience: string | undefined): void {
    if (audience !== this.config.publicUrl) return;
    throw new AppError('invalid_request', { errors: [{ field: 'audience', message: 'must not be our own' }] });
  }

  private assertSigns(algorithm: App['idTokenAlgorithm']): void {
    if (algorithm === 'RS256' && !this.keyring.makeRs256()) throw new AppError('rs256_unavailable');
  }
}

/** @param prefix finds the app of a request that carries nothing but the key */
function makeSecret({ prefix = '', expiresAt }: Readonly<{ prefix?: string; expiresAt?: Date }> = {}): Made {
  const text = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { text, kept: { id: randomId(), hash: hashOf(text), createdAt: clock.now(), expiresAt } };
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new AppError('not_found');
  return found;
}
