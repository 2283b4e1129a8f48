import { generateKeyPairSync } from 'node:crypto';

const adminKey = 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw';

/** What production asks for; the store has to be named beside it. */
export const production = {
  adminKey,
  settings: {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://front.example.org',
    MAGIC_LINK_SECRET: 'c29tZSBrZXkgbWF0ZXJpYWwgb2YgdGhlIHRlc3QgcnVu',
    JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
      .replaceAll('\n', '\\n'),
    ADMIN_API_KEY: adminKey,
  },
} as const;
