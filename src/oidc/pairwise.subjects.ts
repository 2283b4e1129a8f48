import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { hashOf } from '../ids';
import { OidcRecordRepository, type OfApp } from './store/oidc.record.repository';

const MODEL = 'PairwiseSalt';
const ID = hashOf(MODEL);
const SALT_BYTES = 32;
const FOR_GOOD = new Date('9999-01-01T00:00:00Z');

/**
 * The `sub` by which a `pairwise` app knows a person: the same at each sign-in, and different at every other app
 * (OpenID Connect Core 1.0, 8.1, with the app's id in place of the sector).
 */
@Injectable()
export class PairwiseSubjects {
  private salt?: Promise<string>;

  constructor(
    private readonly records: OidcRecordRepository,
    private readonly config: Config,
  ) {}

  of(userId: string, appId: string): Promise<string> {
    return this.digest(`${appId}\n${userId}`);
  }

  /** Like `of`, but another value: names a person's picture for an app. */
  ofPicture({ userId, appId }: OfApp): Promise<string> {
    // No app id has a blank, so this never equals the text of `of`.
    return this.digest(`picture ${appId}\n${userId}`);
  }

  private async digest(text: string): Promise<string> {
    this.salt ??= this.keptSalt();
    try {
      return createHmac('sha256', await this.salt)
        .update(text)
        .digest('base64url');
    } catch (error) {
      this.salt = undefined;
      throw error;
    }
  }

  /**
   * Apps rely on these names for years, but `MAGIC_LINK_SECRET` is rotated, at once if it was stolen: so the salt is
   * derived from it once, then stored in the clear. It opens nothing: a reader of the store has the accounts anyway.
   */
  private async keptSalt(): Promise<string> {
    const kept = await this.records.find(ID);
    if (kept) return kept.sealed;
    // Instances that start at the same moment all derive the same salt.
    const secret = this.config.magicLinkSecrets[0];
    const sealed = Buffer.from(hkdfSync('sha256', secret, '', 'oidc-pairwise', SALT_BYTES)).toString('base64url');
    await this.records.put({ id: ID, model: MODEL, sealed, expiresAt: FOR_GOOD });
    return sealed;
  }
}
