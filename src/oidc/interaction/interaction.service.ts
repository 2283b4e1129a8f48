import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Grant, InteractionResults, Provider } from 'oidc-provider';
import type { App } from '../../config/apps/app';
import { Apps } from '../../apps/apps';
import { toBrand } from '../../apps/brand.fields';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import type { Source } from '../../http/request/client';
import type { Session } from '../../session/store/session.repository';
import { takesDoor, claimsOfDoor } from '../claims';
import type { InteractionDto } from './interaction.dto';
import { SIGN_IN_ANEW } from '../oidc.provider';
import { OidcService } from '../oidc.service';

const HOUR_SECONDS = 3600;

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** A request and its reply. The library knows the browser by the request's cookie, and sets no cookie in the reply. */
export type Exchange = Readonly<{ request: FastifyRequest; reply: FastifyReply }>;

/** A person's part in an app's request: continue, allow or abort. */
@Injectable()
export class InteractionService {
  constructor(
    private readonly oidc: OidcService,
    private readonly apps: Apps,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `not_found` if it is over, another browser began it, or its app is disabled */
  async show(exchange: Exchange, uid: string): Promise<InteractionDto> {
    const interaction = await this.find(exchange, uid);
    const { params, prompt, session, exp } = interaction;
    const app = await this.appOf(interaction);
    const isLogin = prompt.name === 'login';
    return {
      uid,
      prompt: isLogin ? 'login' : 'consent',
      app: toBrand(app),
      scopes: scopesFor(app, params.scope),
      login_hint: typeof params.login_hint === 'string' ? params.login_hint : null,
      ui_locales: wordsOf(params.ui_locales),
      must_sign_in:
        isLogin && prompt.reasons.some((reason) => ['login_prompt', 'max_age', SIGN_IN_ANEW].includes(reason)),
      user_id: session?.accountId ?? null,
      expires_at: new Date(exp * 1000).toISOString(),
    };
  }

  /**
   * Goes on with the session that the person already has.
   * @throws AppError `not_found`; `fresh_sign_in_required` if the session is too old for the app, or its door closed
   */
  async goOn(exchange: Exchange, uid: string, session: Session): Promise<string> {
    const interaction = await this.find(exchange, uid);
    const app = await this.appOf(interaction);
    const ts = Math.floor(session.createdAt.getTime() / 1000);
    if (ts < earliestFor(interaction, app) || !takesDoor(app, session.door))
      throw new AppError('fresh_sign_in_required');
    const login = { accountId: session.userId, ts, ...claimsOfDoor(session.door) };
    return this.finish(exchange, { login, sessionId: session.id });
  }

  /** @throws AppError `not_found`, `forbidden` if another person was asked */
  async allow(exchange: Exchange, uid: string, session: Session, source: Source): Promise<string> {
    const interaction = await this.find(exchange, uid);
    const { accountId } = interaction.session ?? {};
    if (interaction.prompt.name !== 'consent' || accountId !== session.userId) throw new AppError('forbidden');
    const grant = await this.grant(interaction, accountId);
    const grantId = await grant.save();
    const who = { kind: 'user', id: accountId } as const;
    const details = { app: interaction.params.client_id as string, scopes: grant.getOIDCScope() };
    await this.audit.note({ action: 'app.allowed', actor: who, subject: who, ...source, details }, clock.now());
    return this.finish(exchange, { consent: { grantId } });
  }

  /** @throws AppError `not_found` */
  async abort(exchange: Exchange, uid: string): Promise<string> {
    await this.find(exchange, uid);
    const result = { error: 'access_denied', error_description: 'the person cancelled' };
    return this.finish(exchange, result, { mergeWithLastSubmission: false });
  }

  private async appOf({ params }: Interaction): Promise<App> {
    const app = await this.apps.find(params.client_id as string);
    if (!app) throw new AppError('not_found');
    return app;
  }

  private async grant({ grantId, params, prompt }: Interaction, accountId: string): Promise<Grant> {
    const { Grant } = this.oidc.provider;
    const known = grantId === undefined ? undefined : await Grant.find(grantId);
    const grant = known ?? new Grant({ accountId, clientId: params.client_id as string });
    const { missingOIDCScope = [], missingOIDCClaims = [] } = prompt.details as Record<string, string[] | undefined>;
    if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
    if (missingOIDCClaims.length > 0) grant.addOIDCClaims(missingOIDCClaims);
    return grant;
  }

  private async find({ request, reply }: Exchange, uid: string): Promise<Interaction> {
    try {
      const interaction = await this.oidc.provider.interactionDetails(request.raw, reply.raw);
      if (interaction.uid === uid) return interaction;
    } catch (cause) {
      if ((cause as Error).name !== 'SessionNotFound') throw cause;
    }
    throw new AppError('not_found');
  }

  private finish({ request, reply }: Exchange, result: InteractionResults, options = {}): Promise<string> {
    return this.oidc.provider.interactionResult(request.raw, reply.raw, result, options);
  }
}

/**
 * An app that may have a refresh token gets one: the library drops `offline_access` from a request that comes without
 * `prompt=consent`, but people are told all the same.
 */
function scopesFor({ scopes }: App, asked: unknown): string[] {
  const [words, offline] = [wordsOf(asked), 'offline_access'];
  return scopes.includes(offline) && !words.includes(offline) ? [...words, offline] : words;
}

const wordsOf = (text: unknown): string[] => (typeof text === 'string' ? text.split(' ').filter(Boolean) : []);

/**
 * The earliest sign-in that will do, in seconds: with `prompt=login` none from before the request; with `max_age`, or
 * for an app with `sessionHours`, one that is recent enough.
 */
function earliestFor({ iat, prompt, params }: Interaction, { sessionHours = Infinity }: App): number {
  if (prompt.reasons.includes('login_prompt')) return iat;
  const asked = prompt.reasons.includes('max_age') ? iat - Number(params.max_age) : 0;
  return Math.max(asked, clock.wall().getTime() / 1000 - sessionHours * HOUR_SECONDS);
}
