import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

type Keys = Readonly<{ seal: Buffer; index: Buffer }>;

const keysOf = (secret: string, purpose: string): Keys => ({
  seal: keyOf(secret, `${purpose}-seal`),
  index: keyOf(secret, `${purpose}-index`),
});

/** Encrypts stored values that give access, so that a reader of the store learns nothing of them. */
export class Seal {
  /** The newest first. */
  private readonly keyrings: readonly [Keys, ...Keys[]];

  /**
   * @param secrets the newest one seals; what is opened may be sealed by any of them
   * @param purpose what is sealed for one purpose cannot be opened for another
   */
  constructor([newest, ...before]: readonly [string, ...string[]], purpose: string) {
    this.keyrings = [keysOf(newest, purpose), ...before.map((secret) => keysOf(secret, purpose))];
  }

  close(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyrings[0].seal, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @returns undefined if none of our secrets has sealed it, or if it was changed since */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const { seal } of this.keyrings) {
      const text = openWith(seal, bytes);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** @returns it, resealed by the newest secret; undefined if that one has sealed it already, or none of ours has */
  renew(sealed: string): string | undefined {
    if (openWith(this.keyrings[0].seal, Buffer.from(sealed, 'base64url')) !== undefined) return undefined;
    const text = this.open(sealed);
    return text === undefined ? undefined : this.close(text);
  }

  /** Hashes to look up a text with too few random bits for a bare hash: one per key that may apply, newest first. */
  indexesOf(text: string): [string, ...string[]] {
    const indexBy = ({ index }: Keys) => createHmac('sha256', index).update(text).digest('base64url');
    const [newest, ...before] = this.keyrings;
    return [indexBy(newest), ...before.map(indexBy)];
  }
}

function openWith(key: Buffer, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

const keyOf = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));
