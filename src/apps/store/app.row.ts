import { fromDate, toDate, type AppRow } from '../../persistence/sqlite/sqlite.schema';
import type { App } from '../../config/apps/app';
import type { AppSecret, RegisteredApp } from './app.repository';

/** How SQLite's table holds an app: each field a column, and what it has several of a JSON text. */
export const toRow = (app: RegisteredApp): AppRow => ({
  id: app.id,
  name: app.name,
  domain: app.domain ?? null,
  logo: app.logo ?? null,
  color: app.color ?? null,
  redirect_uris: JSON.stringify(app.redirectUris),
  post_logout_redirect_uris: JSON.stringify(app.postLogoutRedirectUris),
  backchannel_logout_uri: app.backchannelLogoutUri ?? null,
  is_public: Number(app.isPublic),
  is_first_party: Number(app.isFirstParty),
  id_token_algorithm: app.idTokenAlgorithm,
  subject_type: app.subjectType ?? null,
  scopes: JSON.stringify(app.scopes),
  bot: app.bot === undefined ? null : JSON.stringify(app.bot),
  return_to: JSON.stringify(app.returnTo),
  secrets: JSON.stringify(app.secrets),
  created_at: app.createdAt.getTime(),
  disabled_at: fromDate(app.disabledAt),
  last_used_at: fromDate(app.lastUsedAt),
});

export const toApp = (row: AppRow): RegisteredApp => ({
  id: row.id,
  name: row.name,
  domain: row.domain ?? undefined,
  logo: row.logo ?? undefined,
  color: row.color ?? undefined,
  redirectUris: toList(row.redirect_uris),
  postLogoutRedirectUris: toList(row.post_logout_redirect_uris),
  backchannelLogoutUri: row.backchannel_logout_uri ?? undefined,
  isPublic: row.is_public === 1,
  isFirstParty: row.is_first_party === 1,
  idTokenAlgorithm: row.id_token_algorithm as App['idTokenAlgorithm'],
  subjectType: (row.subject_type ?? undefined) as App['subjectType'],
  scopes: toList(row.scopes),
  bot: row.bot === null ? undefined : (JSON.parse(row.bot) as string | number),
  returnTo: toList(row.return_to),
  secrets: toSecrets(row.secrets),
  createdAt: new Date(row.created_at),
  disabledAt: toDate(row.disabled_at),
  lastUsedAt: toDate(row.last_used_at),
});

const toList = (text: string): string[] => JSON.parse(text) as string[];

type KeptSecret = Omit<AppSecret, 'createdAt' | 'expiresAt'> & { createdAt: string; expiresAt?: string };

const toSecrets = (text: string): AppSecret[] =>
  (JSON.parse(text) as KeptSecret[]).map(({ createdAt, expiresAt, ...secret }) => ({
    ...secret,
    createdAt: new Date(createdAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  }));
