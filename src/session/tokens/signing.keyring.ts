import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { developmentSecrets } from '../../development-secrets';
import { signingKey, type SigningKey } from './signing.keys';

/** The keys that are in force: those that sign, and those that signed before or will. */
@Injectable()
export class SigningKeyring {
  /** By which access tokens are signed and known again: the newest first. */
  readonly es256: readonly [SigningKey, ...SigningKey[]];
  /** By which ID tokens are signed for apps that know nothing else: the newest first. */
  rs256: readonly SigningKey[];
  /** Another list where there are other keys. */
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
   * An app takes RS256: a development start that had no such app makes itself a key now, and keeps it.
   * @returns false in production, where a key that was not given is lacking
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
