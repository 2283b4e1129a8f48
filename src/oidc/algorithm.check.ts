import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AppRepository } from '../apps/store/app.repository';
import { SigningKeyring } from '../session/tokens/signing.keyring';

const MOST_LOOKED_AT = 1000;

/**
 * An app can be registered with RS256 only while there is a key for it, but the settings may have lost that key since.
 * The provider then refuses the app, and the operator should know before people do.
 */
@Injectable()
export class AlgorithmCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger('OpenID');

  constructor(
    private readonly registered: AppRepository,
    private readonly keyring: SigningKeyring,
  ) {}

  /** Startup does not wait for it. */
  onApplicationBootstrap(): void {
    void this.check().catch(() => undefined);
  }

  private async check(): Promise<void> {
    const apps = await this.registered.list('', MOST_LOOKED_AT);
    const taking = apps.filter(({ idTokenAlgorithm, disabledAt }) => idTokenAlgorithm === 'RS256' && !disabledAt);
    if (taking.length === 0 || this.keyring.makeRs256()) return;
    const msg = 'JWT_RSA_PRIVATE_KEY is missing: nobody can sign in to the apps that take RS256';
    this.logger.error({ msg, apps: taking.map(({ id }) => id) });
  }
}
