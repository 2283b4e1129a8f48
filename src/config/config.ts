import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { DEFAULT_APP, type App, type Brand } from './apps/app';
import { readApps } from './apps/apps.file';
import { environment, type Environment, type ProfileAsk } from './config.environment';
import { fileOf, isGiven, PLACEHOLDER_FAULT, isPlaceholder, readSecretFiles, secretNames } from './config.secrets';
import { DamagedSecret, developmentSecrets } from '../secrets/development-secrets';

/** The settings, from the environment or `.env`; `docs/settings.md` explains them. Tests make one with `aConfig`. */
export type Config = Readonly<ReturnType<typeof toConfig>>;
/** Its own injection token: `AppModule` provides it to every module. */
export const Config = class {} as unknown as abstract new () => Config;

export type TelegramConfig = Config['telegram'];
export type SessionConfig = Config['session'];
export type MailConfig = NonNullable<Config['mail']>;
/** The proxy for https addresses elsewhere. */
export type ProxyConfig = NonNullable<ReturnType<typeof toProxyConfig>>;

/**
 * The settings cannot be used. `faults` has one line per fault, which names the variable and never its value; `strays`
 * are unknown names beside them: a missing setting may be there, misspelt.
 */
export class ConfigError extends Error {
  constructor(
    readonly faults: readonly string[],
    readonly strays: readonly string[] = [],
  ) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

const TELEGRAM_API_ROOT = 'https://api.telegram.org/';
const SANDBOX_BOT_TOKEN = '4242:sandbox';

/**
 * The process's environment, with what a `.env` file in the working directory adds to it.
 * @throws ConfigError if an editor saved that file as UTF-16: it would be read as if it were empty
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (!existsSync('.env')) return process.env;
  const text = readFileSync('.env', 'utf8');
  if (text.includes('\0')) throw new ConfigError(['.env is saved as UTF-16; save it as UTF-8']);
  // Node would take a byte order mark for part of the first name.
  const settings = parseEnv(text.replace(/^\ufeff/, ''));
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
  return process.env;
}

/**
 * Turns the environment into settings; an empty variable counts as absent.
 * @param keepsSecrets false for a command that changes nothing: a development start keeps the secrets that it makes
 * @throws ConfigError with every fault at once
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  { keepsSecrets = true }: Readonly<{ keepsSecrets?: boolean }> = {},
): Config {
  const { given, faults: faultsOfFiles } = readSecretFiles(env);
  // These two are just as often written in lower case.
  for (const name of ['HTTPS_PROXY', 'NO_PROXY']) {
    const inLowerCase = given[name.toLowerCase()];
    if (inLowerCase !== undefined) given[name] ??= inLowerCase;
  }
  const parsed = environment.safeParse(given);
  const production = given.NODE_ENV === 'production';
  const { apps, faults: faultsOfApps } = given.APPS_FILE
    ? readApps(given.APPS_FILE, production)
    : { apps: [], faults: [] };
  const lacks = (name: string) => !isGiven(name, env);
  const faults = [
    ...faultsOfFiles,
    ...(parsed.error?.issues.map(faultOf) ?? []),
    ...faultsBetween(given, lacks),
    ...(production ? productionFaults(given, lacks) : []),
    ...faultsOfApps,
    ...(parsed.success && faultsOfFiles.length === 0 ? faultsWithApps(parsed.data, apps) : []),
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults, strayNames(env));
  try {
    return toConfig(parsed.data, apps, keepsSecrets);
  } catch (error) {
    // This can only be the data directory: nothing else there touches a file, or reads a key for the first time.
    if (error instanceof DamagedSecret) throw new ConfigError([error.message]);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ConfigError([`DATA_DIR cannot be used (${code})`]);
  }
}

/** Names that begin like a setting but are none, or differ from one only in case: most likely typing errors. */
export function strayNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([...Object.keys(environment.shape), ...secretNames.map(fileOf)]);
  const ours = [...known].filter((name) => !OF_ALL_PROGRAMS.includes(name));
  const families = new Set(ours.filter((name) => name.includes('_')).map(familyOf));
  const isStray = (name: string) => ours.includes(name.toUpperCase()) || families.has(familyOf(name));
  return Object.keys(env).filter((name) => !known.has(name) && isStray(name));
}

/** Other programs use these, too, so names like them are not stray. */
const OF_ALL_PROGRAMS = ['NODE_ENV', 'HTTPS_PROXY', 'NO_PROXY'];

const familyOf = (name: string): string => name.replace(/_.*$/, '');

/** Where the database is, for a command that needs nothing else. @throws ConfigError */
export function loadDatabaseConfig(
  env: Readonly<Record<string, string | undefined>>,
): Pick<Config, 'databaseUrl' | 'production'> {
  const { DATABASE_URL, DATABASE_URL_FILE, NODE_ENV } = env;
  const { given, faults } = readSecretFiles({ DATABASE_URL, DATABASE_URL_FILE, NODE_ENV });
  if (faults.length > 0) throw new ConfigError(faults);
  const parsed = environment.pick({ DATABASE_URL: true, NODE_ENV: true }).safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(faultOf));
  return { databaseUrl: parsed.data.DATABASE_URL, production: parsed.data.NODE_ENV === 'production' };
}

/** What a development start generates for itself. */
type Kept = ReturnType<typeof developmentSecrets>;

function toConfig(settings: Environment, apps: readonly App[], keepsSecrets: boolean) {
  const production = isProduction(settings);
  const host = settings.HOST ?? (production ? '0.0.0.0' : '127.0.0.1');
  const publicUrl = settings.PUBLIC_URL ?? ownUrl(host, settings.PORT);
  const kept = developmentSecrets(settings.DATA_DIR, keepsSecrets);
  const magicLinkSecret = settings.MAGIC_LINK_SECRET ?? kept.magicLinkSecret();
  return {
    production,
    host,
    port: settings.PORT,
    /** Where users reach the app, without a trailing slash; the only source of links. */
    publicUrl,
    /** Base of magic links, without a trailing slash. */
    magicLinkBaseUrl: settings.MAGIC_LINK_BASE_URL ?? publicUrl,
    /** Key material of codes and links, newest first: the first makes new ones, but any may have made what is tried. */
    magicLinkSecrets: newestFirst(magicLinkSecret, settings.MAGIC_LINK_SECRET_PREVIOUS),
    corsOrigins: settings.CORS_ORIGINS as readonly string[],
    /** CIDRs of reverse proxies whose `X-Forwarded-For` is believed. */
    trustProxy: settings.TRUST_PROXY as readonly string[],
    telegram: toTelegramConfig(settings, host),
    databaseUrl: settings.DATABASE_URL,
    otp: toOtpConfig(settings),
    /** From the request to Telegram's acknowledgement; later is `failed`. */
    deliveryDeadlineSeconds: settings.DELIVERY_DEADLINE_SECONDS,
    limits: toLimitsConfig(settings),
    session: toSessionConfig(settings, kept, apps),
    admin: toAdminConfig(settings, kept),
    /** What people sign in to if no app has sent them here. */
    brand: { id: DEFAULT_APP, name: settings.APP_NAME, logo: settings.APP_LOGO, color: settings.APP_COLOR } as Brand,
    /** What people sign in to via OpenID. */
    apps,
    /** Where vulnerabilities are reported. */
    securityContact: settings.SECURITY_CONTACT,
    /** What people are asked for after they have signed in. */
    profileAsks: settings.PROFILE_ASKS as readonly ProfileAsk[],
    /** The mail server for e-mails with which people prove their address; absent if none are sent. */
    mail: toMailConfig(settings),
    /** With these keys the team's back ends have something confirmed; none if no back end may. */
    apiKeys: settings.API_KEYS as readonly string[],
    /** How long finished sign-ins, messages, sessions and webhooks are kept, and how long the audit. */
    retention: { days: settings.RETENTION_DAYS, auditDays: settings.AUDIT_RETENTION_DAYS },
    /** Where other services are told what happens, and what signs it; absent if there is no such service. */
    webhook: toWebhookConfig(settings),
    /** The proxy for all https addresses elsewhere; absent if there is none. */
    proxy: toProxyConfig(settings),
    dataDir: settings.DATA_DIR,
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (production ? 'json' : 'pretty') },
  };
}

/** Generating it takes half a second: without declared apps, the first registration does so (`SigningKeyring`). */
const madeRsaKey = (kept: Kept, apps: readonly App[]): KeyObject | undefined =>
  apps.length > 0 ? kept.jwtRsaPrivateKey() : kept.keptJwtRsaPrivateKey();

const toOtpConfig = (settings: Environment) => ({
  length: settings.OTP_LENGTH,
  /** Lifetime of code, link and message, from Telegram's acknowledgement. */
  ttlSeconds: settings.OTP_TTL_SECONDS,
  maxAttempts: settings.OTP_MAX_ATTEMPTS,
  /** How long a registration waits for the user to press Start. */
  startTtlSeconds: settings.START_TTL_SECONDS,
  resendCooldownSeconds: settings.RESEND_COOLDOWN_SECONDS,
});

const toLimitsConfig = (settings: Environment) => ({
  sendsPerChatHour: settings.LIMIT_SENDS_PER_CHAT_HOUR,
  /** The largest share of a bot's pace for messages to chats that were typed and not proven. */
  unprovenPercent: settings.LIMIT_UNPROVEN_PERCENT,
  /** Messages to typed chats that never wrote to a bot of ours. */
  unknownChatsPerSecond: settings.LIMIT_UNKNOWN_CHATS_PER_SECOND,
  requestsPerIpMinute: settings.LIMIT_REQUESTS_PER_IP_MINUTE,
  requestsPerKeyMinute: settings.LIMIT_REQUESTS_PER_KEY_MINUTE,
  wrongCodesPerIpHour: settings.LIMIT_WRONG_CODES_PER_IP_HOUR,
  /** Across all clients: beyond that, a code for a typed, unproven chat is refused. */
  wrongCodesPerMinute: settings.LIMIT_WRONG_CODES_PER_MINUTE,
});

const toSessionConfig = (settings: Environment, kept: Kept, apps: readonly App[]) => ({
  /** Signs access tokens, and ID tokens (ES256). */
  privateKey: settings.JWT_PRIVATE_KEY ?? kept.jwtPrivateKey(),
  /** Signs nothing, no longer or not yet; its public half is in the JWKS, and what it signed elsewhere is accepted. */
  previousPrivateKey: settings.JWT_PRIVATE_KEY_PREVIOUS,
  /** Signs ID tokens for apps that only know RS256; absent without apps, and in production unless it is set. */
  rsaPrivateKey: settings.JWT_RSA_PRIVATE_KEY ?? (isProduction(settings) ? undefined : madeRsaKey(kept, apps)),
  previousRsaPrivateKey: settings.JWT_RSA_PRIVATE_KEY_PREVIOUS,
  accessTokenTtlSeconds: settings.ACCESS_TOKEN_TTL_SECONDS,
  refreshTokenTtlDays: settings.REFRESH_TOKEN_TTL_DAYS,
  /** After which sign-ins a line stays in the chat. */
  signInNotice: settings.SIGN_IN_NOTICE,
});

function toAdminConfig(settings: Environment, kept: Kept) {
  const apiKey = settings.ADMIN_API_KEY ? { text: settings.ADMIN_API_KEY, isNew: false } : kept.adminApiKey();
  return {
    /** Newest first: during a rotation each is valid. */
    apiKeys: newestFirst(apiKey.text, settings.ADMIN_API_KEY_PREVIOUS),
    /** True only in the start that generated the key: the only time that it may be shown. */
    apiKeyIsNew: apiKey.isNew,
    telegramIds: settings.ADMIN_TELEGRAM_IDS as readonly number[],
  };
}

function toTelegramConfig(settings: Environment, host: string) {
  const sandbox = settings.TELEGRAM_BOT_TOKEN === undefined;
  const sandboxRoot = `${ownUrl(host, settings.PORT)}/sandbox/telegram`;
  const root = settings.TELEGRAM_API_ROOT ?? (sandbox ? sandboxRoot : TELEGRAM_API_ROOT);
  return {
    /** No token was given: a Bot API double on our own port stands in for Telegram. */
    sandbox,
    /** At least one; several make a bot pool. */
    botTokens: (settings.TELEGRAM_BOT_TOKEN ?? [SANDBOX_BOT_TOKEN]) as readonly string[],
    /** Root of the Bot API, with a trailing slash (telegraf drops the path of a root without one). */
    apiRoot: root.endsWith('/') ? root : `${root}/`,
    proxy: toProxyConfig(settings),
    updates: settings.TELEGRAM_UPDATES,
    /** Newest first: Telegram is given the first, and each is accepted. Without any, pushed updates are refused. */
    webhookSecrets: [settings.TELEGRAM_WEBHOOK_SECRET, settings.TELEGRAM_WEBHOOK_SECRET_PREVIOUS].filter(
      (secret) => secret !== undefined,
    ) as readonly string[],
    /** Upper limit of one Bot API call; the rest of a delivery's deadline may be shorter. */
    timeoutSeconds: settings.TELEGRAM_TIMEOUT_SECONDS,
    /** Retries after the first attempt. */
    maxRetries: settings.TELEGRAM_MAX_RETRIES,
    messagesPerSecond: settings.TELEGRAM_MESSAGES_PER_SECOND,
    /** `reveal`: first a message without a secret, whose id is known before an edit puts the secret in. */
    sendMode: settings.TELEGRAM_SEND_MODE,
  };
}

/** By address: Telegram refuses buttons that link to `localhost`. */
function ownUrl(host: string, port: number): string {
  const address = isIP(host) && !['0.0.0.0', '::'].includes(host) ? host : '127.0.0.1';
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

function toWebhookConfig(settings: Environment) {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_SECRET_PREVIOUS: previous } = settings;
  if (url === undefined || secret === undefined) return undefined;
  /** Secrets are newest first: during a rotation each signs. */
  return { url, secrets: newestFirst(secret, previous) };
}

/** `smtp://` or `smtps://`, with credentials where the server wants them. */
const toMailConfig = ({ SMTP_URL: url, MAIL_FROM: from }: Environment) =>
  url === undefined || from === undefined ? undefined : { url, from };

/** `except`: names and addresses that are reached without it, separated by commas. */
const toProxyConfig = ({ HTTPS_PROXY: url, NO_PROXY: except }: Environment) =>
  url === undefined ? undefined : { url, except };

const newestFirst = (newest: string, previous: string | undefined): readonly [string, ...string[]] =>
  previous === undefined ? [newest] : [newest, previous];

/** The variables as they were given, so that what is missing is told together with what is bad. */
type Given = Readonly<Record<string, string | undefined>>;
type Lacks = (name: string) => boolean;

function faultsBetween(given: Given, lacks: Lacks): string[] {
  const faults: string[] = [];
  if (given.TELEGRAM_UPDATES === 'webhook' && lacks('TELEGRAM_WEBHOOK_SECRET'))
    faults.push('TELEGRAM_WEBHOOK_SECRET is required when TELEGRAM_UPDATES is webhook');
  if (given.WEBHOOK_URL && lacks('WEBHOOK_SECRET')) faults.push('WEBHOOK_SECRET is required with WEBHOOK_URL');
  if (given.SMTP_URL && lacks('MAIL_FROM')) faults.push('MAIL_FROM is required with SMTP_URL');
  return faults;
}

const faultsWithApps = (settings: Environment, apps: readonly App[]): string[] => [
  ...faultsOfKeys(settings, apps),
  ...faultsOfBots(settings, apps),
  ...faultsOfAudiences(settings, apps),
];

/** Checks ids alone: only Telegram can tell a bot's name. */
function faultsOfBots(
  { TELEGRAM_BOT_TOKEN: tokens = [SANDBOX_BOT_TOKEN] }: Environment,
  apps: readonly App[],
): string[] {
  const isStranger = ({ bot }: App) => typeof bot === 'number' && !tokens.some((token) => token.startsWith(`${bot}:`));
  const astray = apps.filter(isStranger).map(({ id }) => id);
  return astray.length > 0 ? [`TELEGRAM_BOT_TOKEN has no token for the bot of: ${astray.join(', ')}`] : [];
}

/** No app may claim our audience: our own API accepts tokens for `PUBLIC_URL`. */
function faultsOfAudiences({ PUBLIC_URL: own }: Environment, apps: readonly App[]): string[] {
  const passing = apps.filter(({ audience }) => audience !== undefined && audience === own).map(({ id }) => id);
  return passing.length > 0 ? [`APPS_FILE must not have PUBLIC_URL as the audience of: ${passing.join(', ')}`] : [];
}

/** Only production can lack the key: a development start generates one. */
function faultsOfKeys(settings: Environment, apps: readonly App[]): string[] {
  const isLacking = isProduction(settings) && !settings.JWT_RSA_PRIVATE_KEY;
  const taking = apps.filter(({ idTokenAlgorithm }) => idTokenAlgorithm === 'RS256').map(({ id }) => id);
  return isLacking && taking.length > 0
    ? [`JWT_RSA_PRIVATE_KEY is required for apps with RS256: ${taking.join(', ')}`]
    : [];
}

function productionFaults(given: Given, lacks: Lacks): string[] {
  const required = ['TELEGRAM_BOT_TOKEN', 'MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'ADMIN_API_KEY', 'PUBLIC_URL'];
  const secrets = ['MAGIC_LINK_SECRET', 'ADMIN_API_KEY', 'TELEGRAM_WEBHOOK_SECRET'];
  const neighbours = secrets.map((name) => `${name}_PREVIOUS`);
  const urls = ['PUBLIC_URL', 'MAGIC_LINK_BASE_URL', 'WEBHOOK_URL'];
  return [
    ...required.filter(lacks).map((name) => `${name} is required in production`),
    ...['TELEGRAM_BOT_TOKEN', ...secrets, ...neighbours, 'API_KEYS']
      .filter((name) => isPlaceholder(given[name] ?? ''))
      .map((name) => `${name} ${PLACEHOLDER_FAULT}`),
    ...urls.filter((name) => /^\s*http:/i.test(given[name] ?? '')).map((name) => `${name} must be https in production`),
  ];
}

const isProduction = (settings: Environment) => settings.NODE_ENV === 'production';

/** zod's own messages may quote what was given, so only ours and the kind of fault are shown. */
function faultOf(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  return issue.code === 'invalid_value'
    ? `${name} must be one of: ${issue.values.join(', ')}`
    : `${name} ${issue.message}`;
}
