import { Injectable } from '@nestjs/common';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AccountService } from '../account/account.service';
import { Apps } from '../apps/apps';
import { clock } from '../clock';
import { Config } from '../config';
import { SessionService } from '../session/session.service';
import { SigningKeyring } from '../session/signing.keyring';
import { OidcRecords } from './oidc.adapter';
import { createProvider } from './oidc.provider';
import { PairwiseSubjects } from './pairwise.subjects';

/** The OpenID provider, made when it is first asked for. */
@Injectable()
export class OidcService {
  private made?: Provider;

  constructor(
    private readonly config: Config,
    private readonly apps: Apps,
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly keyring: SigningKeyring,
    private readonly records: OidcRecords,
    private readonly subjects: PairwiseSubjects,
  ) {}

  get provider(): Provider {
    this.made ??= this.make();
    return this.made;
  }

  private make(): Provider {
    const { config, apps, accounts, keyring, records, subjects } = this;
    const provider = createProvider({ config, apps, accounts, keyring, records, subjects });
    provider.use(async (ctx, next) => {
      await next();
      await this.follow((ctx as Partial<KoaContextWithOIDC>).oidc);
    });
    return provider;
  }

  /** Our session goes on with what an app has of it, and ends where a person signs out there. */
  private async follow(oidc: KoaContextWithOIDC['oidc'] | undefined): Promise<void> {
    const { RotatedRefreshToken: rotated } = oidc?.entities ?? {};
    if (rotated?.sessionUid) await this.sessions.prolong(rotated.sessionUid, clock.wall());
    const isSigningOut = oidc?.route === 'end_session_confirm' && oidc.params?.logout;
    if (isSigningOut && oidc.session?.accountId) await this.sessions.end(oidc.session.uid, clock.wall());
  }
}
