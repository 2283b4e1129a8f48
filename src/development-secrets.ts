import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folders';

const RSA_PEM = 'jwt-rsa-private-key.pem';

/** Secrets that a development start makes for itself, once, so that links and sessions outlive a restart. */
export function developmentSecrets(dataDir: string) {
  return {
    magicLinkSecret: (): string => keep(dataDir, 'magic-link-secret', randomSecret).text,
    adminApiKey: () => keep(dataDir, 'admin-api-key', randomSecret),
    jwtRsaPrivateKey: (): KeyObject => createPrivateKey(keep(dataDir, RSA_PEM, newRsaPem).text),
    /** One that an earlier start made. */
    keptJwtRsaPrivateKey: (): KeyObject | undefined => {
      const kept = readKept(join(dataDir, RSA_PEM));
      return kept === '' ? undefined : createPrivateKey(kept);
    },
    jwtPrivateKey: (): KeyObject => createPrivateKey(keep(dataDir, 'jwt-private-key.pem', newEs256Pem).text),
  };
}

export const randomSecret = () => randomBytes(32).toString('base64url');

export function newEs256Pem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function newRsaPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function keep(dataDir: string, name: string, make: () => string): { text: string; isNew: boolean } {
  const path = join(dataDir, name);
  const kept = readKept(path);
  if (kept !== '') return { text: kept, isNew: false };
  const made = make();
  makeFolder(dataDir);
  const isNew = putInPlace(path, made);
  return { text: isNew ? made : readKept(path), isNew };
}

/** Empty when there is none, or only what a full disk left of one. */
function readKept(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A link appears whole or not at all, and one of two starts at once wins; the other reads what the winner wrote. */
function putInPlace(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    if (isLinked(draft, path)) return true;
    // Only what was found empty is taken away: a start at the same time may have put its own there by now.
    if (readKept(path) !== '') return false;
    rmSync(path, { force: true });
    return isLinked(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether nothing was there before. */
function isLinked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
