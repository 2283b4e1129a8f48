import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets that a development start makes for itself, once, so that links and sessions outlive a restart. */
export function developmentSecrets(dataDir: string) {
  return {
    magicLinkSecret: (): string => keep(dataDir, 'magic-link-secret', randomSecret).text,
    adminApiKey: () => keep(dataDir, 'admin-api-key', randomSecret),
    jwtPrivateKey: (): KeyObject => createPrivateKey(keep(dataDir, 'jwt-private-key.pem', newEs256Pem).text),
  };
}

const randomSecret = () => randomBytes(32).toString('base64url');

function newEs256Pem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** `wx` lets one of two starts at once win; the other reads what the winner wrote. */
function keep(dataDir: string, name: string, make: () => string): { text: string; isNew: boolean } {
  const path = join(dataDir, name);
  mkdirSync(dataDir, { recursive: true });
  const made = make();
  try {
    writeFileSync(path, made, { flag: 'wx', mode: 0o600 });
    return { text: made, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { text: readFileSync(path, 'utf8').trim(), isNew: false };
  }
}
