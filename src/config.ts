import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { developmentSecrets } from './development-secrets';

/**
 * What a person can set, by environment or `.env`; the table in README.md says it in sentences.
 * An abstract class, so that it is its own injection token; `loadConfig` makes it, tests pass a literal.
 */
export abstract class Config {
  abstract readonly production: boolean;
  abstract readonly host: string;
  abstract readonly port: number;
  /** Where users reach the app, without a trailing slash; the only source of links. */
  abstract readonly publicUrl: string;
  /** Base of magic links, without a trailing slash. */
  abstract readonly magicLinkBaseUrl: string;
  /** Key material of codes and links, newest first: the first makes them, each may have made one that is tried. */
  abstract readonly magicLinkSecrets: readonly string[];
  abstract readonly corsOrigins: readonly string[];
  /** CIDRs of reverse proxies whose `X-Forwarded-For` is believed. */
  abstract readonly trustProxy: readonly string[];
  abstract readonly telegram: TelegramConfig;
  abstract readonly databaseUrl: string;
  abstract readonly otp: OtpConfig;
  /** From the request to Telegram's acknowledgement; later is `failed`. */
  abstract readonly deliveryDeadlineSeconds: number;
  abstract readonly limits: Readonly<{ sendsPerChatHour: number; requestsPerIpMinute: number }>;
  abstract readonly session: SessionConfig;
  abstract readonly admin: Readonly<{
    apiKey: string;
    /** True in the one start that made the key: the only time it may be shown. */
    apiKeyIsNew: boolean;
    telegramIds: readonly number[];
  }>;
  abstract readonly dataDir: string;
  abstract readonly log: Readonly<{ level: string; format: 'pretty' | 'json' }>;
}

export type OtpConfig = Readonly<{
  length: number;
  /** Life of code, link and message, from Telegram's acknowledgement. */
  ttlSeconds: number;
  maxAttempts: number;
  /** How long a registration waits for the user to press Start. */
  startTtlSeconds: number;
  resendCooldownSeconds: number;
}>;

export type SessionConfig = Readonly<{
  /** Signs access tokens (ES256). */
  privateKey: KeyObject;
  /** Signs nothing any more; its public half stays in the JWKS. */
  previousPrivateKey?: KeyObject;
  accessTokenTtlSeconds: number;
  refreshTokenTtlDays: number;
}>;

export type TelegramConfig = Readonly<{
  /** No token was given: a Bot API double on our own port stands in for Telegram. */
  sandbox: boolean;
  /** At least one; several make a bot pool. */
  botTokens: readonly string[];
  /** Root of the Bot API, with a trailing slash (telegraf drops the path of a root without one). */
  apiRoot: string;
  updates: 'polling' | 'webhook';
  webhookSecret?: string;
  /** Upper limit of one Bot API call; what is left of a delivery's deadline may be less. */
  timeoutSeconds: number;
  /** Repeats after the first try. */
  maxRetries: number;
  messagesPerSecond: number;
}>;

/** The settings cannot be used. `faults` has a line each, naming the variable and never its value. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

const TELEGRAM_API_ROOT = 'https://api.telegram.org/';
const SANDBOX_BOT_TOKEN = '4242:sandbox';
const PLACEHOLDER = /change-?in-?production|change-?me|secret|placeholder|example|password|your[-_]/i;
const MIN_SECRET_BYTES = 32;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const baseUrl = z
  .string()
  .refine((text) => isBaseUrl(text), 'must be an http or https URL without query, fragment or credentials')
  .transform((text) => text.replace(/\/+$/, ''));

const origins = list.refine(
  (all) => all.every((text) => isBaseUrl(text) && new URL(text).origin === text),
  'must be exact origins such as https://app.example.org, separated by commas',
);

const cidrs = list.refine((all) => all.every(isCidr), 'must be addresses or CIDRs, separated by commas');

const secret = z
  .string()
  .refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES, `must have at least ${MIN_SECRET_BYTES} bytes`);

const es256Key = z
  .string()
  .refine((pem) => readEs256Key(pem) !== undefined, 'must be a P-256 private key in PEM')
  .transform((pem) => readEs256Key(pem)!);

const botTokens = list.refine(
  (all) => all.length > 0 && all.every((token) => /^[1-9]\d{0,16}:[\w-]{3,}$/.test(token)),
  'must be bot tokens as BotFather gives them, separated by commas',
);

const telegramIds = list
  .refine((all) => all.every((id) => /^[1-9]\d{0,15}$/.test(id)), 'must be numeric Telegram ids, separated by commas')
  .transform((all) => all.map(Number));

/** Every variable, by its name. Defaults that hang on another variable are filled in by `loadConfig`. */
export const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().optional(),
  PORT: wholeNumber(1, 65_535).default(3000),
  PUBLIC_URL: baseUrl.optional(),
  MAGIC_LINK_BASE_URL: baseUrl.optional(),
  MAGIC_LINK_SECRET: secret.optional(),
  MAGIC_LINK_SECRET_PREVIOUS: secret.optional(),
  CORS_ORIGINS: origins.default([]),
  TELEGRAM_BOT_TOKEN: botTokens.optional(),
  TELEGRAM_API_ROOT: baseUrl.optional(),
  TELEGRAM_UPDATES: z.enum(['polling', 'webhook']).default('polling'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -')
    .optional(),
  TELEGRAM_TIMEOUT_SECONDS: wholeNumber(1, 500).default(60),
  TELEGRAM_MAX_RETRIES: wholeNumber(0, 20).default(3),
  TELEGRAM_MESSAGES_PER_SECOND: wholeNumber(1, 100_000).default(25),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mongodb(\+srv)?:\/\/.+)$/, 'must begin with sqlite: or mongodb://')
    .default('sqlite:data/telega2go.sqlite'),
  OTP_LENGTH: wholeNumber(6, 10).default(6),
  OTP_TTL_SECONDS: wholeNumber(1, 3600).default(60),
  OTP_MAX_ATTEMPTS: wholeNumber(1, 100).default(5),
  DELIVERY_DEADLINE_SECONDS: wholeNumber(1, 3600).default(180),
  START_TTL_SECONDS: wholeNumber(1, 86_400).default(600),
  RESEND_COOLDOWN_SECONDS: wholeNumber(0, 3600).default(30),
  LIMIT_SENDS_PER_CHAT_HOUR: wholeNumber(1, 1_000_000).default(5),
  LIMIT_REQUESTS_PER_IP_MINUTE: wholeNumber(1, 100_000_000).default(10),
  TRUST_PROXY: cidrs.default([]),
  JWT_PRIVATE_KEY: es256Key.optional(),
  JWT_PRIVATE_KEY_PREVIOUS: es256Key.optional(),
  ACCESS_TOKEN_TTL_SECONDS: wholeNumber(1, 86_400).default(600),
  REFRESH_TOKEN_TTL_DAYS: wholeNumber(1, 3650).default(30),
  ADMIN_API_KEY: secret.optional(),
  ADMIN_TELEGRAM_IDS: telegramIds.default([]),
  DATA_DIR: z.string().default('data'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json']).optional(),
});

type Environment = z.output<typeof environment>;

/** The process's environment, with what a `.env` file in the working directory adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/**
 * Turns the environment into settings; an empty variable counts as absent.
 * @throws ConfigError with every fault at once
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== undefined && text !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(faultOf));
  const settings = parsed.data;
  const faults = [...faultsBetween(settings), ...(isProduction(settings) ? productionFaults(settings, given) : [])];
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(settings);
}

function toConfig(settings: Environment): Config {
  const production = isProduction(settings);
  const host = settings.HOST ?? (production ? '0.0.0.0' : '127.0.0.1');
  const publicUrl = settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  const kept = developmentSecrets(settings.DATA_DIR);
  const apiKey = settings.ADMIN_API_KEY ? { text: settings.ADMIN_API_KEY, isNew: false } : kept.adminApiKey();
  const magicLinkSecret = settings.MAGIC_LINK_SECRET ?? kept.magicLinkSecret();
  const previousSecret = settings.MAGIC_LINK_SECRET_PREVIOUS;
  return {
    production,
    host,
    port: settings.PORT,
    publicUrl,
    magicLinkBaseUrl: settings.MAGIC_LINK_BASE_URL ?? publicUrl,
    magicLinkSecrets: previousSecret ? [magicLinkSecret, previousSecret] : [magicLinkSecret],
    corsOrigins: settings.CORS_ORIGINS,
    trustProxy: settings.TRUST_PROXY,
    telegram: toTelegramConfig(settings, host),
    databaseUrl: settings.DATABASE_URL,
    otp: {
      length: settings.OTP_LENGTH,
      ttlSeconds: settings.OTP_TTL_SECONDS,
      maxAttempts: settings.OTP_MAX_ATTEMPTS,
      startTtlSeconds: settings.START_TTL_SECONDS,
      resendCooldownSeconds: settings.RESEND_COOLDOWN_SECONDS,
    },
    deliveryDeadlineSeconds: settings.DELIVERY_DEADLINE_SECONDS,
    limits: {
      sendsPerChatHour: settings.LIMIT_SENDS_PER_CHAT_HOUR,
      requestsPerIpMinute: settings.LIMIT_REQUESTS_PER_IP_MINUTE,
    },
    session: {
      privateKey: settings.JWT_PRIVATE_KEY ?? kept.jwtPrivateKey(),
      previousPrivateKey: settings.JWT_PRIVATE_KEY_PREVIOUS,
      accessTokenTtlSeconds: settings.ACCESS_TOKEN_TTL_SECONDS,
      refreshTokenTtlDays: settings.REFRESH_TOKEN_TTL_DAYS,
    },
    admin: { apiKey: apiKey.text, apiKeyIsNew: apiKey.isNew, telegramIds: settings.ADMIN_TELEGRAM_IDS },
    dataDir: settings.DATA_DIR,
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (production ? 'json' : 'pretty') },
  };
}

function toTelegramConfig(settings: Environment, host: string): TelegramConfig {
  const sandbox = settings.TELEGRAM_BOT_TOKEN === undefined;
  const own = isIP(host) && !['0.0.0.0', '::'].includes(host) ? host : '127.0.0.1';
  const sandboxRoot = `http://${isIP(own) === 6 ? `[${own}]` : own}:${settings.PORT}/sandbox/telegram`;
  const root = settings.TELEGRAM_API_ROOT ?? (sandbox ? sandboxRoot : TELEGRAM_API_ROOT);
  return {
    sandbox,
    botTokens: settings.TELEGRAM_BOT_TOKEN ?? [SANDBOX_BOT_TOKEN],
    apiRoot: root.endsWith('/') ? root : `${root}/`,
    updates: settings.TELEGRAM_UPDATES,
    webhookSecret: settings.TELEGRAM_WEBHOOK_SECRET,
    timeoutSeconds: settings.TELEGRAM_TIMEOUT_SECONDS,
    maxRetries: settings.TELEGRAM_MAX_RETRIES,
    messagesPerSecond: settings.TELEGRAM_MESSAGES_PER_SECOND,
  };
}

function faultsBetween(settings: Environment): string[] {
  const faults: string[] = [];
  if (settings.TELEGRAM_UPDATES === 'webhook' && !settings.TELEGRAM_WEBHOOK_SECRET)
    faults.push('TELEGRAM_WEBHOOK_SECRET is required when TELEGRAM_UPDATES is webhook');
  return faults;
}

function productionFaults(settings: Environment, given: Record<string, string | undefined>): string[] {
  const required = ['TELEGRAM_BOT_TOKEN', 'MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'ADMIN_API_KEY', 'PUBLIC_URL'];
  const secrets = ['MAGIC_LINK_SECRET', 'MAGIC_LINK_SECRET_PREVIOUS', 'ADMIN_API_KEY', 'TELEGRAM_WEBHOOK_SECRET'];
  const urls = ['PUBLIC_URL', 'MAGIC_LINK_BASE_URL'] as const;
  return [
    ...required.filter((name) => !given[name]).map((name) => `${name} is required in production`),
    ...secrets
      .filter((name) => PLACEHOLDER.test(given[name] ?? ''))
      .map((name) => `${name} looks like a placeholder, which production refuses`),
    ...urls.filter((name) => settings[name]?.startsWith('http:')).map((name) => `${name} must be https in production`),
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

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password && !search && !hash;
}

function isCidr(text: string): boolean {
  const [address = '', prefix] = text.split('/');
  const family = isIP(address);
  if (family === 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix ?? 32), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** Environment files often carry a PEM on one line, with `\n` written out. */
function readEs256Key(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}
