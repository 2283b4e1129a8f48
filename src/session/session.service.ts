import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../config';
import { AppError } from '../errors';
import { timeOrderedId } from '../ids';
import { SessionRepository, type Session } from './session.repository';
import { signingKey, type PublicJwk, type SigningKey } from './signing.keys';

/** RFC 9068: an access token says so in its header, and nothing else passes for one. */
const ACCESS_TOKEN_TYPE = 'at+jwt';
const DAY_MS = 86_400_000;

export type AccessToken = Readonly<{ token: string; expiresInSeconds: number }>;

type Claims = { sub: string; sid: string };
type Header = { alg?: string; kid?: string; typ?: string };

/** Opens sessions, and knows them again by their access token. */
@Injectable()
export class SessionService {
  private readonly current: SigningKey;
  private readonly keys: ReadonlyMap<string, SigningKey>;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly jwt: JwtService,
    private readonly config: Config,
  ) {
    const { privateKey, previousPrivateKey } = config.session;
    this.current = signingKey(privateKey);
    const all = previousPrivateKey ? [this.current, signingKey(previousPrivateKey)] : [this.current];
    this.keys = new Map(all.map((key) => [key.kid, key]));
  }

  get jwks(): readonly PublicJwk[] {
    return [...this.keys.values()].map((key) => key.jwk);
  }

  async open(of: Pick<Session, 'userId' | 'door' | 'browser' | 'system'>, now: Date): Promise<AccessToken> {
    const expiresAt = new Date(now.getTime() + this.config.session.refreshTokenTtlDays * DAY_MS);
    const session = { ...of, id: timeOrderedId(now), createdAt: now, expiresAt };
    await this.sessions.insert(session);
    return this.sign(session, now);
  }

  /** @throws AppError `unauthorized` for a token that is not ours, is over, or whose session ended */
  async authenticate(token: string, now: Date): Promise<Session> {
    const session = await this.sessions.find(this.verify(token).sid);
    if (!session || session.expiresAt <= now) throw new AppError('unauthorized');
    return session;
  }

  private sign({ id, userId }: Session, now: Date): AccessToken {
    const expiresInSeconds = this.config.session.accessTokenTtlSeconds;
    const issuedAt = Math.floor(now.getTime() / 1000);
    const token = this.jwt.sign(
      { sub: userId, sid: id, iat: issuedAt, nbf: issuedAt, exp: issuedAt + expiresInSeconds },
      {
        privateKey: this.config.session.privateKey as never,
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid: this.current.kid },
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
      },
    );
    return { token, expiresInSeconds };
  }

  /** The key comes from our own set by `kid`, the algorithm from the key: nothing in the token chooses them. */
  private verify(token: string): Claims {
    try {
      const header = this.jwt.decode<{ header: Header } | null>(token, { complete: true })?.header;
      const key = this.keys.get(header?.kid ?? '');
      if (!key || header?.typ !== ACCESS_TOKEN_TYPE) throw new Error('not one of our access tokens');
      return this.jwt.verify<Claims>(token, {
        publicKey: key.publicKey as never,
        algorithms: ['ES256'],
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
      });
    } catch (cause) {
      throw new AppError('unauthorized', { cause });
    }
  }
}
