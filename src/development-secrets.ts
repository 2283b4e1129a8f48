import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folders';

/** The file of the key, in `DATA_DIR`. */
export const RSA_PEM = 'jwt-rsa-private-key.pem';

/**
 * Secrets that a development start generates once and keeps, so that links and sessions outlive a restart.
 * @param keeps false for a command that changes nothing: what is missing is made for this process alone
 */
export function developmentSecrets(dataDir: string, keeps = true) {
  const secret = (name: string, make: () => string): Secret =>
    keeps ? keep(dataDir, name, make) : readOrMake(join(dataDir, name), make);
  return {
    magicLinkSecret: (): string => secret('magic-link-secret', randomSecret).text,
    adminApiKey: (): Secret => secret('admin-api-key', randomSecret),
    jwtRsaPrivateKey: (): KeyObject => createPrivateKey(secret(RSA_PEM, newRsaPem).text),
    /** The key that an earlier start generated, if any. */
    keptJwtRsaPrivateKey: (): KeyObject | undefined => {
      const kept = readKept(join(dataDir, RSA_PEM));
      return kept === '' ? undefined : createPrivateKey(kept);
    },
    jwtPrivateKey: (): KeyObject => createPrivateKey(secret('jwt-private-key.pem', newEs256Pem).text),
  };
}

/** `isNew` if it was not there before. */
type Secret = Readonly<{ text: string; isNew: boolean }>;

export const randomSecret = () => randomBytes(32).toString('base64url');

export function newEs256Pem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function newRsaPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function keep(dataDir: string, name: string, make: () => string): Secret {
  const path = join(dataDir, name);
  const { text, isNew } = readOrMake(path, make);
  if (!isNew) return { text, isNew };
  makeFolder(dataDir);
  return putInPlace(path, text) ? { text, isNew } : { text: readKept(path), isNew: false };
}

function readOrMake(path: string, make: () => string): Secret {
  const kept = readKept(path);
  return kept === '' ? { text: make(), isNew: true } : { text: kept, isNew: false };
}

/** Empty if there is no file, or if a full disk left it empty. */
function readKept(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A hard link appears whole or not at all. Of two simultaneous starts one wins; the other reads its file. */
function putInPlace(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    if (isLinked(draft, path)) return true;
    // Remove only a file that was found empty: a simultaneous start may have put its own there by now.
    if (readKept(path) !== '') return false;
    rmSync(path, { force: true });
    return isLinked(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** True if nothing was there before. */
function isLinked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
