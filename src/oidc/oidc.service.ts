import { Injectable } from '@nestjs/common';
import type { AdapterPayload, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AccountService } from '../account/account.service';
import { Apps } from '../apps/apps';
import { clock } from '../clock';
import { Config } from '../config/config';
import { SessionService } from '../session/session.service';
import { SigningKeyring } from '../session/tokens/signing.keyring';
import { Logouts } from './logout/logouts';
import type { Logout } from './logout/store/logout.repository';
import { OidcRecords } from './store/oidc.adapter';
import { createProvider, type Told } from './oidc.provider';
import { PairwiseSubjects } from './pairwise.subjects';
import { Pictures } from './picture/pictures';

const BAD_REQUEST = 400;

/** The OpenID provider, created on first use and again when the keys change. */
@Injectable()
export class OidcService {
  private made?: Readonly<{ provider: Provider; keys: SigningKeyring['all'] }>;

  constructor(
    private readonly config: Config,
    private readonly apps: Apps,
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly keyring: SigningKeyring,
    private readonly records: OidcRecords,
    private readonly subjects: PairwiseSubjects,
    private readonly pictures: Pictures,
    private readonly logouts: Logouts,
  ) {}

  get provider(): Provider {
    const keys = this.keyring.all;
    if (this.made?.keys !== keys) this.made = { provider: this.make(), keys };
    return this.made.provider;
  }

  /** The app that began this interaction; undefined if it was answered or has ended. */
  async askerOf(uid: string): Promise<string | undefined> {
    const interaction = await this.provider.Interaction.find(uid);
    if (!interaction || interaction.result) return undefined;
    return (await this.apps.find(interaction.params.client_id as string))?.id;
  }

  /**
   * Tells an app that a sign-in has ended.
   * @returns false if the app no longer wants to be told
   * @throws Error if the app did not accept it
   */
  async tellLogout({ id: sid, userId, appId, client }: Logout): Promise<boolean> {
    const kept = client === undefined ? undefined : (JSON.parse(client) as AdapterPayload);
    const described = (await this.records.clientOf(appId)) ?? kept;
    if (!described?.backchannel_logout_uri) return false;
    const Client = this.provider.Client as unknown as new (description: object) => Told;
    await new Client(described).tellSignedOut(userId, sid);
    return true;
  }

  private make(): Provider {
    const { config, apps, accounts, keyring, records, subjects, pictures, logouts } = this;
    const provider = createProvider({ config, apps, accounts, keyring, records, subjects, pictures, logouts });
    provider.use(async (ctx, next) => {
      await next();
      await this.follow(ctx as KoaContextWithOIDC);
      await this.noteUse(ctx as KoaContextWithOIDC);
    });
    return provider;
  }

  /** Notes that an app got tokens. They are not withheld if that fails: the old refresh token is spent. */
  private async noteUse({ oidc, status }: Pick<KoaContextWithOIDC, 'oidc' | 'status'>): Promise<void> {
    const clientId = (oidc as typeof oidc | undefined)?.entities.AccessToken?.clientId;
    if (status !== 200 || clientId === undefined || oidc.route !== 'token') return;
    await this.apps.noteUse(clientId).catch(() => undefined);
  }

  /** A refreshed token prolongs our session, and a sign-out at the provider ends it, unless that was refused. */
  private async follow({ oidc, status }: Pick<KoaContextWithOIDC, 'oidc' | 'status'>): Promise<void> {
    const { entities, route, params, session } = (oidc as typeof oidc | undefined) ?? {};
    const rotated = entities?.RotatedRefreshToken;
    if (rotated?.sessionUid) await this.sessions.prolong(rotated.sessionUid, clock.wall());
    const isSigningOut = route === 'end_session_confirm' && params?.logout && status < BAD_REQUEST;
    if (isSigningOut && session?.accountId) await this.sessions.end(session.uid, clock.wall());
  }
}
