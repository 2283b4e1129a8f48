import { flag, integer, json, optional, table, text, time } from '../../persistence/table';
import type { AppSecret, RegisteredApp } from './app.repository';

export const appTable = table<RegisteredApp>('apps', {
  id: text('id'),
  name: text('name'),
  domain: optional(text('domain')),
  logo: optional(text('logo')),
  color: optional(text('color')),
  redirectUris: json('redirect_uris'),
  postLogoutRedirectUris: json('post_logout_redirect_uris'),
  backchannelLogoutUri: optional(text('backchannel_logout_uri')),
  isPublic: flag('is_public'),
  isFirstParty: flag('is_first_party'),
  idTokenAlgorithm: text('id_token_algorithm'),
  subjectType: optional(text('subject_type')),
  scopes: json('scopes'),
  bot: optional(json('bot')),
  returnTo: json('return_to'),
  languages: optional(json('languages')),
  waysIn: optional(json('ways_in')),
  sessionHours: optional(integer('session_hours')),
  audience: optional(text('audience')),
  webhookUrl: optional(text('webhook_url')),
  secrets: { column: 'secrets', encode: JSON.stringify, decode: toSecrets },
  apiKeys: { column: 'api_keys', encode: JSON.stringify, decode: toSecrets },
  webhookSecrets: { column: 'webhook_secrets', encode: JSON.stringify, decode: toSecrets },
  createdAt: time('created_at'),
  disabledAt: optional(time('disabled_at')),
  lastUsedAt: optional(time('last_used_at')),
});

type SecretInJson = Omit<AppSecret, 'createdAt' | 'expiresAt'> & { createdAt: string; expiresAt?: string };

function toSecrets(text: string): AppSecret[] {
  return (JSON.parse(text) as SecretInJson[]).map(({ createdAt, expiresAt, ...secret }) => ({
    ...secret,
    createdAt: new Date(createdAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  }));
}
