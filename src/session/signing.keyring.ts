import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { signingKey, type SigningKey } from './signing.keys';

/** The keys that are in force: those that sign, and those that signed before or will. */
@Injectable()
export class SigningKeyring {
  /** By which access tokens are signed and known again: the newest first. */
  readonly es256: readonly SigningKey[];
  /** By which ID tokens are signed for apps that know nothing else: the newest first. */
  readonly rs256: readonly SigningKey[];

  constructor({ session }: Config) {
    this.es256 = [session.privateKey, session.previousPrivateKey].flatMap((key) => (key ? [signingKey(key)] : []));
    this.rs256 = [session.rsaPrivateKey, session.previousRsaPrivateKey].flatMap((key) =>
      key ? [signingKey(key)] : [],
    );
  }

  get all(): readonly SigningKey[] {
    return [...this.es256, ...this.rs256];
  }
}
