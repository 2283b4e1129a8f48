import { Injectable } from '@nestjs/common';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { isNative, isPairwise, type App } from '../../config/apps/app';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { hashOf } from '../../ids';
import { Seal } from '../../seal';
import { isOver, SessionService } from '../../session/session.service';
import { Logouts } from '../logout/logouts';
import { OidcRecordRepository, type OfApp, type OidcRecord } from './oidc.record.repository';

const SECOND_MS = 1000;
/** Of what one person allowed one app; the newest are looked through. */
const MOST_GRANTS = 200;
/** Models by which a sign-in reaches an app: from there on it is told of the end. */
const BY_SIGN_IN: readonly string[] = ['AuthorizationCode', 'DeviceCode'];

/** What a person allows an app. */
export type Allowance = Readonly<{
  appId: string;
  scopes: readonly string[];
  allowedAt: Date;
  /** When the app was last given a token by it. */
  usedAt: Date;
}>;

/** What the protocol's library finds, keeps and revokes, by our records: an adapter for each kind of thing. */
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
        // An app that shows it again did not get what it was exchanged for, and is given the same once more.
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
        // Two requests showed it at the same moment. What is used twice has been stolen once: nothing that came of it stays.
        const found = await this.records.find(idOf(id));
        if (model === 'AuthorizationCode' && found?.grantId) await this.revoke(found.grantId);
        throw refused();
      },
      destroy: (id) => this.records.erase(idOf(id)),
      revokeByGrantId: (grantId) => this.records.eraseByGrant(grantId),
    };
  }

  /** The refresh token that one is exchanged for: the same each time, so that it can be given again. */
  successorOf(refreshToken: string): string {
    return this.successorsOf(refreshToken)[0]!;
  }

  /** The scopes that a person has allowed an app before, on whatever browser. */
  async allowedBefore(userId: string, appId: string): Promise<string> {
    return (await this.allowance({ userId, appId }))?.scopes.join(' ') ?? '';
  }

  /** What each app is allowed by a person now, in the order of the apps' ids. */
  async allowances(userId: string): Promise<Allowance[]> {
    const appIds = await this.records.listApps('Grant', userId, clock.now());
    const each = await Promise.all(appIds.map((appId) => this.allowance({ userId, appId })));
    return each.filter((allowance) => allowance !== undefined);
  }

  /** An app loses all that it has of a person, at once. */
  async takeBack(of: OfApp): Promise<void> {
    await this.logouts.endOfUserByApp(of);
    await this.records.eraseOfUserByApp(of);
  }

  /** An app loses all that it has, of all people. */
  async endApp(appId: string): Promise<void> {
    await this.logouts.endByApp(appId);
    await this.records.eraseByApp(appId);
  }

  /** An app as it is told something: one that is disabled, too. */
  async clientOf(appId: string): Promise<AdapterPayload | undefined> {
    return toClient(await this.apps.findEver(appId));
  }

  /** As one, however many browsers it was given on. */
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

  /** Of a refresh token that was exchanged: what it was exchanged for is unused. */
  private async isUnanswered(model: string, id: string): Promise<boolean> {
    if (model !== 'RefreshToken') return false;
    const each = await Promise.all(this.successorsOf(id).map((next) => this.records.find(idIn(model, next))));
    return each.every((next) => next?.consumedAt === undefined);
  }

  /** Instances that are being told a new secret may derive by another: the one to give out comes first. */
  private successorsOf(refreshToken: string): string[] {
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

  /** Nothing is found that is over by our clock, or came of a session that is. */
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

/** An app in the protocol's words. What it shows as its secret is compared with the hashes that we keep (oidc.provider.ts). */
function toClient(app: App | undefined): AdapterPayload | undefined {
  if (!app) return undefined;
  const isOffline = app.scopes.includes('offline_access');
  return {
    client_id: app.id,
    client_name: app.name,
    redirect_uris: [...app.redirectUris],
    post_logout_redirect_uris: [...app.postLogoutRedirectUris],
    response_types: app.redirectUris.length > 0 ? ['code'] : [],
    // A grant type has a lifetime and a feature in the provider (oidc.provider.ts), too, and its model is in `BY_SIGN_IN`.
    grant_types: [
      ...(app.redirectUris.length > 0 ? ['authorization_code'] : []),
      // The library leaves those to apps that sign what they ask.
      ...(isPairwise(app) ? [] : ['urn:ietf:params:oauth:grant-type:device_code']),
      ...(isOffline ? ['refresh_token'] : []),
    ],
    scope: app.scopes.join(' '),
    subject_type: app.subjectType,
    id_token_signed_response_alg: app.idTokenAlgorithm,
    token_endpoint_auth_method: app.isPublic ? 'none' : 'client_secret_basic',
    // One whose last secret was revoked has something there, too, which nothing is the hash of.
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
