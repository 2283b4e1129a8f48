import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../../config/config';
import { AppError } from '../../errors';
import type { Session } from '../store/session.repository';
import { SigningKeyring } from './signing.keyring';
import type { SigningKey } from './signing.keys';

/** RFC 9068: an access token says so in its header, and nothing else passes for one. */
const ACCESS_TOKEN_TYPE = 'at+jwt';
/** The clocks of verifiers may be behind ours: for them a new token must not come from the future. */
const CLOCKS_BEHIND_SECONDS = 30;

export type AccessToken = Readonly<{ accessToken: string; expiresInSeconds: number }>;

type Claims = { sub: string; sid: string; exp?: number };
type Header = { alg?: string; kid?: string; typ?: string; crit?: unknown };

/** Signs access tokens, and verifies its own. */
@Injectable()
export class AccessTokens {
  private readonly current: SigningKey;
  private readonly keys: ReadonlyMap<string, SigningKey>;

  constructor(
    private readonly jwt: JwtService,
    private readonly config: Config,
    { es256 }: SigningKeyring,
  ) {
    this.current = es256[0];
    this.keys = new Map(es256.map((key) => [key.kid, key]));
  }

  sign({ id, userId }: Session, now: Date): AccessToken {
    const expiresInSeconds = this.config.session.accessTokenTtlSeconds;
    const issuedAt = Math.floor(now.getTime() / 1000);
    const times = { iat: issuedAt, nbf: issuedAt - CLOCKS_BEHIND_SECONDS, exp: issuedAt + expiresInSeconds };
    const accessToken = this.jwt.sign(
      { sub: userId, sid: id, ...times },
      {
        privateKey: this.current.privateKey as never,
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid: this.current.kid },
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
      },
    );
    return { accessToken, expiresInSeconds };
  }

  /**
   * The key comes from our own set by `kid`, the algorithm from the key: the token can impose neither.
   * @throws AppError `unauthorized` for a token that is not ours or has expired
   */
  verify(token: string, now: Date): Claims {
    try {
      const header = this.jwt.decode<{ header: Header } | null>(token, { complete: true })?.header;
      const key = this.keys.get(header?.kid ?? '');
      if (!key || header?.typ !== ACCESS_TOKEN_TYPE || 'crit' in header)
        throw new Error('not one of our access tokens');
      const claims = this.jwt.verify<Claims>(token, {
        publicKey: key.publicKey as never,
        algorithms: ['ES256'],
        clockTimestamp: Math.floor(now.getTime() / 1000),
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
      });
      if (claims.exp === undefined) throw new Error('a token without an end');
      return claims;
    } catch (cause) {
      throw new AppError('unauthorized', { cause });
    }
  }
}
