import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../folders';

/** The file of the key, in `DATA_DIR`. */
export const RSA_PEM = 'jwt-rsa-private-key.pem';
const EC_PEM = 'jwt-private-key.pem';
const ADMIN_KEY = 'admin-api-key';

/**
 * Secrets that a development start generates once and keeps, so that links and sessions outlive a restart.
 * @param keeps false for a command that changes nothing: what is missing is made for this process alone
 */
export function developmentSecrets(dataDir: string, keeps = true) {
  const secret = (name: string, make: () => string): Secret =>
    keeps ? keep(dataDir, name, make) : readOrMake(join(dataDir, name), make);
  return {
    magicLinkSecret: (): string => secret('magic-link-secret', randomSecret).text,
    adminApiKey: (): Secret => secret(ADMIN_KEY, randomSecret),
    jwtRsaPrivateKey: (): KeyObject => privateKeyIn(RSA_PEM, secret(RSA_PEM, newRsaPem).text),
    /** The key that an earlier start generated, if any. */
    keptJwtRsaPrivateKey: (): KeyObject | undefined => {
      const kept = readKept(join(dataDir, RSA_PEM));
      return kept === '' ? undefined : privateKeyIn(RSA_PEM, kept);
    },
    jwtPrivateKey: (): KeyObject => privateKeyIn(EC_PEM, secret(EC_PEM, newEs256Pem).text),
  };
}

/** Takes back an admin key that was not shown: the next start generates one, and shows it. */
export const forgetAdminKey = (dataDir: string): void => rmSync(join(dataDir, ADMIN_KEY), { force: true });

/** `isNew` if it was not there before. */
type Secret = Readonly<{ text: string; isNew: boolean }>;

/** A file in `DATA_DIR` that does not hold what an earlier start put there. */
export class DamagedSecret extends Error {
  constructor(name: string) {
    super(
      `DATA_DIR: ${name} holds no private key; put back the one that it held, or delete it to start with a new one`,
    );
  }
}

function privateKeyIn(name: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new DamagedSecret(name);
  }
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
