import { randomId } from '../ids';
import { SCOPES } from '../config/apps/app';
import type { AppSecret, RegisteredApp } from './store/app.repository';

/** A secret that is valid until it is revoked. */
export const anAppSecret = (differing: Partial<AppSecret> = {}): AppSecret => ({
  id: randomId(),
  hash: randomId(),
  createdAt: new Date(),
  expiresAt: undefined,
  ...differing,
});

/** An app with every optional field set, and a secret of each kind. */
export const aRegisteredApp = (differing: Partial<RegisteredApp> = {}): RegisteredApp => ({
  id: randomId(),
  name: 'Corner Shop',
  domain: 'shop.example',
  logo: 'https://shop.example/logo.png',
  color: '#1f6feb',
  redirectUris: ['https://shop.example/callback'],
  postLogoutRedirectUris: ['https://shop.example/bye'],
  backchannelLogoutUri: 'https://shop.example/out',
  isPublic: false,
  isFirstParty: true,
  idTokenAlgorithm: 'ES256',
  subjectType: 'pairwise',
  scopes: [...SCOPES],
  bot: '@shop_bot',
  returnTo: ['https://shop.example'],
  languages: ['de', 'en'],
  waysIn: ['code', 'approval'],
  sessionHours: 12,
  audience: 'https://api.shop.example',
  webhookUrl: 'https://shop.example/webhooks',
  secrets: [anAppSecret()],
  apiKeys: [anAppSecret()],
  webhookSecrets: [anAppSecret()],
  createdAt: new Date(),
  disabledAt: undefined,
  lastUsedAt: undefined,
  ...differing,
});
