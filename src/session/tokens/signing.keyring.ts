import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { developmentSecrets } from '../../secrets/development-secrets';
import { signingKey, type SigningKey } from './signing.keys';

/** The keys that are in force: those that sign, and those that signed before or will sign later. */
@Injectable()
export class SigningKeyring {
  /** The keys that sign and verify access tokens, newest first. */
  readonly es256: readonly [SigningKey, ...SigningKey[]];
  /** The keys that sign ID tokens for apps that support nothing else, newest first. */
  rs256: readonly SigningKey[];
  /** Replaced by a new list when the keys change. */
  all: readonly SigningKey[];

  constructor(private readonly config: Config) {
    const { session } = config;
    const { previousPrivateKey: previous } = session;
    this.es256 = [signingKey(session.privateKey), ...(previous ? [signingKey(previous)] : [])];
    this.rs256 = [session.rsaPrivateKey, session.previousRsaPrivateKey].flatMap((key) =>
      key ? [signingKey(key)] : [],
    );
    this.all = [...this.es256, ...this.rs256];
  }

  /**
   * An app takes RS256: if a development start has no such key, one is made now, and kept.
   * @returns false in production if no such key was given
   */
  makeRs256(): boolean {
    const { production, dataDir } = this.config;
    if (this.rs256.length === 0 && !production) {
      this.rs256 = [signingKey(developmentSecrets(dataDir).jwtRsaPrivateKey())];
      this.all = [...this.es256, ...this.rs256];
    }
    return this.rs256.length > 0;
  }
}
