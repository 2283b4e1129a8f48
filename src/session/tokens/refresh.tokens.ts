import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';

/** What a refresh token claims: its session, and what its whole family has in common. */
export type RefreshClaim = Readonly<{ sessionId: string; family: string }>;

const SECRET_BYTES = 32;
/** In characters of base64url: 132 bits. */
const FAMILY_LENGTH = 22;
/** The session's id, 132 bits that all tokens of the family have in common, 256 bits of this token alone. */
const SHAPE = /^([\w-]{1,64})\.([\w-]{22})\.[\w-]{43}$/;

/**
 * Makes refresh tokens. A successor is derived from the token shown, so that parallel requests with the same token get
 * the same successor, without its being stored for that.
 */
@Injectable()
export class RefreshTokens {
  private readonly keys: readonly KeyObject[];

  constructor({ magicLinkSecrets }: Config) {
    this.keys = magicLinkSecrets.map((secret) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'refresh', SECRET_BYTES))),
    );
  }

  /**
   * The first token of a new family.
   * @param seed a secret of at least 128 bits: the same seed makes the same token again
   */
  first(sessionId: string, seed = randomBytes(SECRET_BYTES).toString('base64url')): { token: string; family: string } {
    const family = derived(seed, 'family').slice(0, FAMILY_LENGTH);
    return { token: `${sessionId}.${family}.${derived(seed, 'first')}`, family };
  }

  /** The possible successors, the one to give out first: in a rotation, another instance may use another secret. */
  successors(token: string): readonly [string, ...string[]] {
    const family = token.slice(0, token.lastIndexOf('.'));
    const all = this.keys.map((key) => `${family}.${createHmac('sha256', key).update(token).digest('base64url')}`);
    return all as [string, ...string[]];
  }

  /** Undefined for what cannot be a refresh token; only the store knows whether it is one. */
  read(token: string): RefreshClaim | undefined {
    const [, sessionId, family] = SHAPE.exec(token) ?? [];
    return sessionId && family ? { sessionId, family } : undefined;
  }
}

const derived = (seed: string, what: string): string => createHmac('sha256', seed).update(what).digest('base64url');
