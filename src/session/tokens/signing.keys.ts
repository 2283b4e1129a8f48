import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as JWKS carries it (RFC 7517): of an elliptic curve, or RSA. */
export type PublicJwk = Readonly<{
  kty: string;
  crv?: string;
  x?: string;
  y?: string;
  n?: string;
  e?: string;
  kid: string;
  use: 'sig';
  alg: 'ES256' | 'RS256';
}>;

/** A key that is in force; a token names the key that signed it by its `kid`. */
export type SigningKey = Readonly<{ kid: string; privateKey: KeyObject; publicKey: KeyObject; jwk: PublicJwk }>;

export function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const { kty = '', crv, x, y, n, e } = publicKey.export({ format: 'jwk' });
  // RFC 7638: the members in this order and no others.
  const thumbprint = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  const kid = createHash('sha256').update(JSON.stringify(thumbprint)).digest('base64url');
  const alg = kty === 'RSA' ? 'RS256' : 'ES256';
  return { kid, privateKey, publicKey, jwk: { ...thumbprint, kty, kid, use: 'sig', alg } };
}
