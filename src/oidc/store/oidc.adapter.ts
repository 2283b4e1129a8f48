import { Injectable } from '@nestjs/common';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { isNative, isPairwise, type App } from '../../config/apps/app';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { hashOf } from '../../ids';
import { Seal } from '../../secrets/seal';
import { isOver, SessionService } from '../../session/session.service';
import { Logouts } from '../logout/logouts';
import { OidcRecordRepository, type OfApp, type OidcRecord } from './oidc.record.repository';

const SECOND_MS = 1000;
/** How many grants of one person to one app are read, the newest first. */
const MOST_GRANTS = 200;
/** Models by which a sign-in reaches an app: from then on the app is told when it ends. */
const BY_SIGN_IN: readonly string[] = ['AuthorizationCode', 'DeviceCode'];

/** What a person allows an app. */
export type Allowance = Readonly<{
  appId: string;
  scopes: readonly string[];
  allowedAt: Date;
  /** When the app last got a token under it. */
  usedAt: Date;
}>;

/** Keeps what the library finds, stores and revokes in our records, with an adapter for each model. */
@Injectable()
export class OidcRecords {
  private readonly seal: Seal;

  constructor(
    private readonly records: OidcRecordRepository,
    private readonly apps: Apps,
    private readonly sessions: SessionService,
    private readonly logouts: Logouts,
    config: Config,
  ) {
    this.seal = new Seal(config.magicLinkSecrets, 'oidc');
  }

  adapterOf(model: string, refused: () => Error): Adapter {
    const idOf = (id: string) => idIn(model, id);
    return {
      find: async (id) => {
        if (model === 'Client') return toClient(await this.apps.find(id));
        const found = await this.read(await this.records.find(idOf(id)));
        // An app that shows an exchanged refresh token again missed the answer: it gets the same successor once more.
        return found?.consumed && (await this.isUnanswered(model, id)) ? { ...found, consumed: undefined } : found;
      },
      findByUid: async (uid) => this.read(await this.records.findBySession(model, uid)),
      findByUserCode: async (userCode) => {
        for (const hash of this.seal.indexesOf(userCode)) {
          const found = await this.records.findByUserCode(hash);
          if (found) return this.read(found);
        }
        return undefined;
      },
      upsert: async (id, payload, expiresIn) => {
        if (BY_SIGN_IN.includes(model)) await this.logouts.begin(payload, await this.clientOf(payload.clientId ?? ''));
        await this.records.put(this.toRecord(idOf(id), model, payload, expiresIn));
        if (model === 'AccessToken' && payload.grantId)
          await this.records.noteUse(idOfGrant(payload.grantId), clock.now());
      },
      consume: async (id) => {
        if (await this.records.consume(idOf(id), clock.now())) return;
        if (await this.isUnanswered(model, id)) return;
        // Two requests used it at the same moment. A code that is used twice was stolen: its whole grant is revoked.
        const found = await this.records.find(idOf(id));
        if (model === 'AuthorizationCode' && found?.grantId) await this.revoke(found.grantId);
        throw refused();
      },
      destroy: (id) => this.records.erase(idOf(id)),
      revokeByGrantId: (grantId) => this.records.eraseByGrant(grantId),
    };
  }

  /** The successor of a refresh token: the same each time, so that it can be issued again. */
  successorOf(refreshToken: string): string {
    return this.successorsOf(refreshToken)[0];
  }

  /** The scopes that a person has allowed an app before, in any browser. */
  async allowedBefore(userId: string, appId: string): Promise<string> {
    return (await this.allowance({ userId, appId }))?.scopes.join(' ') ?? '';
  }

  /** What a person currently allows each app, in the order of the apps' ids. */
  async allowances(userId: string): Promise<Allowance[]> {
    const appIds = await this.records.listApps('Grant', userId, clock.now());
    const each = await Promise.all(appIds.map((appId) => this.allowance({ userId, appId })));
    return each.filter((allowance) => allowance !== undefined);
  }

  /** Erases all that an app has of a person, at once. */
  async takeBack(of: OfApp): Promise<void> {
    await this.logouts.endOfUserByApp(of);
    await this.records.eraseOfUserByApp(of);
  }

  /** Erases all that an app has, of all people. */
  async endApp(appId: string): Promise<void> {
    await this.logouts.endByApp(appId);
    await this.records.eraseByApp(appId);
  }

  /** The client metadata of an app, even a disabled one, to notify it. */
  async clientOf(appId: string): Promise<AdapterPayload | undefined> {
    return toClient(await this.apps.findEver(appId));
  }

  /** Merges the grants that a person gave an app in several browsers. */
  private async allowance(of: OfApp): Promise<Allowance | undefined> {
    const grants = await this.records.listByApp('Grant', of, clock.now(), MOST_GRANTS);
    const read = await Promise.all(
      grants.map(async (grant) => ({ payload: await this.read(grant), usedAt: grant.usedAt })),
    );
    const living = read.flatMap(({ payload, usedAt }) => (payload ? [{ payload, usedAt }] : []));
    if (living.length === 0) return undefined;
    const allowedAt = Math.min(...living.map(({ payload }) => (payload.iat as number) * SECOND_MS));
    const usedAt = Math.max(allowedAt, ...living.map((each) => each.usedAt?.getTime() ?? 0));
    const scopes = [...new Set(living.flatMap(({ payload }) => scopesOf(payload)))];
    return { appId: of.appId, scopes, allowedAt: new Date(allowedAt), usedAt: new Date(usedAt) };
  }

  /** True for an exchanged refresh token whose successor is still unused. */
  private async isUnanswered(model: string, id: string): Promise<boolean> {
    if (model !== 'RefreshToken') return false;
    const each = await Promise.all(this.successorsOf(id).map((next) => this.records.find(idIn(model, next))));
    return each.every((next) => next?.consumedAt === undefined);
  }

  /** During a rotation of secrets, instances may derive different successors: the one to issue comes first. */
  private successorsOf(refreshToken: string): [string, ...string[]] {
    return this.seal.indexesOf(`successor ${refreshToken}`);
  }

  private async revoke(grantId: string): Promise<void> {
    await Promise.all([this.records.erase(idOfGrant(grantId)), this.records.eraseByGrant(grantId)]);
  }

  private toRecord(id: string, model: string, payload: AdapterPayload, expiresInSeconds = 0): OidcRecord {
    const { accountId, clientId, grantId, sessionUid, uid, userCode } = payload;
    return {
      ...{ id, model, grantId, userId: accountId, appId: clientId },
      sessionId: sessionUid ?? uid,
      userCodeHash: userCode === undefined ? undefined : this.seal.indexesOf(userCode)[0],
      sealed: this.seal.close(JSON.stringify(payload)),
      expiresAt: clock.in(expiresInSeconds * SECOND_MS),
    };
  }

  /** Finds nothing that is over by our clock, or whose session is. */
  private async read(record: OidcRecord | undefined): Promise<AdapterPayload | undefined> {
    if (!record || record.expiresAt <= clock.now() || !(await this.isLiving(record))) return undefined;
    const text = this.seal.open(record.sealed);
    if (text === undefined) return undefined;
    const { consumedAt } = record;
    return { ...(JSON.parse(text) as AdapterPayload), ...(consumedAt && { consumed: secondsOf(consumedAt) }) };
  }

  private async isLiving({ userId, sessionId }: OidcRecord): Promise<boolean> {
    if (userId === undefined || sessionId === undefined) return true;
    const session = await this.sessions.find(sessionId);
    return session !== undefined && session.userId === userId && !isOver(session, clock.wall());
  }
}

const idIn = (model: string, id: string): string => hashOf(`${model}:${id}`);

const idOfGrant = (grantId: string): string => idIn('Grant', grantId);

const scopesOf = (payload: AdapterPayload): string[] =>
  (payload as { openid?: { scope?: string } }).openid?.scope?.split(' ') ?? [];

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / SECOND_MS);

/** An app as client metadata. The secret that it shows is compared with the stored hashes (oidc.provider.ts). */
function toClient(app: App | undefined): AdapterPayload | undefined {
  if (!app) return undefined;
  const isOffline = app.scopes.includes('offline_access');
  return {
    client_id: app.id,
    client_name: app.name,
    redirect_uris: [...app.redirectUris],
    post_logout_redirect_uris: [...app.postLogoutRedirectUris],
    response_types: app.redirectUris.length > 0 ? ['code'] : [],
    // A grant type also needs a lifetime and a feature in oidc.provider.ts, and its model in `BY_SIGN_IN`.
    grant_types: [
      ...(app.redirectUris.length > 0 ? ['authorization_code'] : []),
      // To pairwise apps the library grants this only with signed client authentication.
      ...(isPairwise(app) ? [] : ['urn:ietf:params:oauth:grant-type:device_code']),
      ...(isOffline ? ['refresh_token'] : []),
    ],
    scope: app.scopes.join(' '),
    subject_type: app.subjectType,
    id_token_signed_response_alg: app.idTokenAlgorithm,
    token_endpoint_auth_method: app.isPublic ? 'none' : 'client_secret_basic',
    // After the last secret was revoked, a placeholder that no secret hashes to.
    ...(!app.isPublic && { client_secret: app.secretHashes.join(' ') || '-' }),
    first_party: app.isFirstParty,
    session_hours: app.sessionHours,
    ways_in: app.waysIn && [...app.waysIn],
    ...(isNative(app) && { application_type: 'native' as const }),
    ...(app.backchannelLogoutUri && {
      backchannel_logout_uri: app.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
  };
}
