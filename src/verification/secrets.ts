import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';

/** What a code or a link is derived from; it need not be secret, as nothing can be derived without the key. */
export type Derivation = Readonly<{ id: string; linkId: string; nonce: string; generation: number }>;

/** What a link token claims: its MAC was right, but only the store knows whether the link is still valid. */
export type LinkClaim = Readonly<{ linkId: string; generation: number }>;

type Keys = Readonly<Record<Purpose, KeyObject>>;
type Purpose = 'otp' | 'link' | 'start' | 'repeat';

const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAC_BYTES = 16;

const keysOf = (secret: string): Keys => ({
  otp: deriveKey(secret, 'otp'),
  link: deriveKey(secret, 'link'),
  start: deriveKey(secret, 'start'),
  repeat: deriveKey(secret, 'repeat'),
});

/**
 * Derives codes, link tokens and start codes, so that none of them is ever stored.
 * - code: HMAC-SHA-256 of id, nonce and generation, as decimal digits
 * - link token: link id (16 bytes), generation (4), MAC (16), as 48 characters of base64url
 * - start code: link id (16 bytes), MAC (16) by another key, as 43 characters (Telegram allows 64)
 */
export class Secrets {
  private readonly newest: Keys;
  private readonly keyrings: readonly Keys[];

  /** @param secrets the newest one derives; what is checked may have been derived from any of them */
  constructor(
    [newest, ...before]: readonly [string, ...string[]],
    private readonly codeLength: number,
  ) {
    this.newest = keysOf(newest);
    this.keyrings = [this.newest, ...before.map(keysOf)];
  }

  code(of: Derivation): string {
    return this.codeBy(this.newest, of);
  }

  linkToken(of: Derivation): string {
    const claim = linkBytes(of.linkId, of.generation);
    return Buffer.concat([claim, mac(this.newest.link, claim)]).toString('base64url');
  }

  startCode(linkId: string): string {
    const id = Buffer.from(linkId, 'base64url');
    return Buffer.concat([id, mac(this.newest.start, id)]).toString('base64url');
  }

  isCode(given: string, of: Derivation): boolean {
    return this.keyrings.map((keys) => isEqual(Buffer.from(this.codeBy(keys, of)), Buffer.from(given))).includes(true);
  }

  readLinkToken(token: string): LinkClaim | undefined {
    const claim = this.open(token, 'link', ID_BYTES + GENERATION_BYTES);
    if (!claim) return undefined;
    return { linkId: claim.subarray(0, ID_BYTES).toString('base64url'), generation: claim.readUInt32BE(ID_BYTES) };
  }

  /** The link id, if the MAC is right. */
  readStartCode(code: string): string | undefined {
    return this.open(code, 'start', ID_BYTES)?.toString('base64url');
  }

  /** 128 bits, derived from what a client repeats, that only we can reproduce: one value per key, newest key first. */
  repeatable(of: string): string[] {
    return this.keyrings.map(({ repeat }) => mac(repeat, Buffer.from(of)).toString('base64url'));
  }

  /** 64 bits reduced to at most 10 digits: the bias is below 10^10 / 2^64. */
  private codeBy(keys: Keys, { id, nonce, generation }: Derivation): string {
    const digest = createHmac('sha256', keys.otp).update(`${id}\n${nonce}\n${generation}`).digest();
    return (digest.readBigUInt64BE() % 10n ** BigInt(this.codeLength)).toString().padStart(this.codeLength, '0');
  }

  private open(token: string, purpose: Purpose, claimBytes: number): Buffer | undefined {
    const bytes = Buffer.from(token, 'base64url');
    // The decoder skips foreign characters, but a token has only one spelling.
    if (bytes.length !== claimBytes + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
    const claim = bytes.subarray(0, claimBytes);
    const given = bytes.subarray(claimBytes);
    const isGenuine = this.keyrings.map((keys) => isEqual(mac(keys[purpose], claim), given)).includes(true);
    return isGenuine ? claim : undefined;
  }
}

function deriveKey(secret: string, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
}

function linkBytes(linkId: string, generation: number): Buffer {
  const bytes = Buffer.alloc(ID_BYTES + GENERATION_BYTES);
  Buffer.from(linkId, 'base64url').copy(bytes);
  bytes.writeUInt32BE(generation, ID_BYTES);
  return bytes;
}

const mac = (key: KeyObject, claim: Buffer): Buffer =>
  createHmac('sha256', key).update(claim).digest().subarray(0, MAC_BYTES);

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
