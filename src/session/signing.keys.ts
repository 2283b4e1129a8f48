import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as JWKS carries it (RFC 7517). */
export type PublicJwk = Readonly<{
  kty: string;
  crv: string;
  x: string;
  y: string;
  kid: string;
  use: 'sig';
  alg: 'ES256';
}>;

/** A key that is in force: by its `kid` a token names the one that signed it. */
export type SigningKey = Readonly<{ kid: string; publicKey: KeyObject; jwk: PublicJwk }>;

export function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // RFC 7638: the members in this order and no others.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { kid, publicKey, jwk: { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' } };
}
