import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Config } from './config';
import type { environment } from './config.environment';

type Variables = Partial<Record<keyof typeof environment.shape, string>>;

/** A P-256 private key, as `JWT_PRIVATE_KEY` takes it. */
export const aPrivateKeyPem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Settings as at a real start. Every secret is given, so nothing is generated into the data directory. */
export function aConfig(variables: Variables = {}): Config {
  return loadConfig({
    NODE_ENV: 'test',
    DATA_DIR: join(tmpdir(), 'telega2go-never-written'),
    MAGIC_LINK_SECRET: 'a-key-of-the-tests-0123456789-0123456789',
    ADMIN_API_KEY: 'an-admin-of-the-tests-0123456789-0123456789',
    JWT_PRIVATE_KEY: aPrivateKeyPem(),
    ...variables,
  });
}
