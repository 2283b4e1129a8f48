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
 * What an app of `pairwise` knows a person as: the same at each sign-in, and another than at any other app (OpenID Connect
 * Core 1.0, 8.1, with the app's id in the place of its sector).
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

  /** As unlike as `of`, and another: what an app knows the picture of a person by. */
  ofPicture({ userId, appId }: OfApp): Promise<string> {
    // No app's id has a blank.
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
   * Apps know their people by it for years, and `MAGIC_LINK_SECRET` is changed meanwhile, at once where it was stolen: so it
   * is made of that secret once and then kept, and in the clear. It opens nothing: who reads the store has the accounts.
   */
  private async keptSalt(): Promise<string> {
    const kept = await this.records.find(ID);
    if (kept) return kept.sealed;
    // Of several instances that begin at the same moment, all make the same.
    const secret = this.config.magicLinkSecrets[0];
    const sealed = Buffer.from(hkdfSync('sha256', secret, '', 'oidc-pairwise', SALT_BYTES)).toString('base64url');
    await this.records.put({ id: ID, model: MODEL, sealed, expiresAt: FOR_GOOD });
    return sealed;
  }
}
