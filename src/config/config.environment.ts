import { createPrivateKey, type KeyObject } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_NAME } from './apps/app';
import { appFields } from './apps/app.schema';
import { webhookSecret, webhookUrl } from './webhook.fields';

const MIN_SECRET_BYTES = 32;
/** RFC 7518, 3.3. */
const MIN_RSA_BITS = 2048;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What an operator may ask people for beyond what Telegram tells. */
export const askable = ['email', 'phone'] as const;
export type Askable = (typeof askable)[number];
export type ProfileAsk = Readonly<{ field: Askable; required: boolean }>;

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

const proxyUrl = z
  .string()
  .refine((text) => isProxyUrl(text), 'must be an http or https URL, such as http://proxy:3128');

const origins = list.refine(
  (all) => all.every((text) => isBaseUrl(text) && new URL(text).origin === text),
  'must be exact origins such as https://app.example.org, separated by commas',
);

const cidrs = list.refine((all) => all.every(isCidr), 'must be addresses or CIDRs, separated by commas');

const secret = z
  .string()
  .refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES, `must have at least ${MIN_SECRET_BYTES} bytes`);

const secrets = list.refine(
  (all) => all.every((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES),
  `must have at least ${MIN_SECRET_BYTES} bytes each, separated by commas`,
);

const telegramSecret = z.string().regex(/^[\w-]{1,256}$/, 'must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -');

const keyReadBy = <Key>(read: (pem: string) => Key | undefined, message: string) =>
  z.string().transform((pem, context): Key => {
    const key = read(pem);
    if (key !== undefined) return key;
    context.addIssue(message);
    return z.NEVER;
  });

const es256Key = keyReadBy(readEs256Key, 'must be a P-256 private key in PEM');
const rsaKey = keyReadBy(readRsaKey, 'must be an RSA private key of 2048 bits or more in PEM');

const botTokens = list.refine(
  (all) => all.length > 0 && all.every((token) => /^[1-9]\d{0,16}:[\w-]{3,}$/.test(token)),
  'must be bot tokens as BotFather gives them, separated by commas',
);

const telegramIds = list
  .refine((all) => all.every((id) => /^[1-9]\d{0,15}$/.test(id)), 'must be numeric Telegram ids, separated by commas')
  .transform((all) => all.map(Number));

/** As RFC 9116 has it. */
const securityContact = z
  .string()
  .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+[0-9-]+)$/, 'must be a mailto:, https: or tel: address');

/** A mail server: `smtps` is TLS from the first byte. Credentials are percent-encoded where they must be. */
const smtpUrl = z
  .string()
  .refine((text) => isSmtpUrl(text), 'must be smtp:// or smtps://, user:password@ if wanted, host and port');

/** An address, or a name and an address in angle brackets. */
const mailFrom = z
  .string()
  .regex(
    /^(?:[^\s<>@,]+@[^\s<>@,]+|[^<>@,\r\n"]* <[^\s<>@,]+@[^\s<>@,]+>)$/,
    'must be an address, or a name and <an address>',
  );

/** What people are asked for after the sign-in; what ends with `!` cannot be skipped. */
const profileAsks = list
  .refine(
    (all) => all.every((ask) => /^(email|phone)!?$/.test(ask)) && new Set(all.map(fieldOf)).size === all.length,
    'must be email, phone or both, separated by commas, each with a ! at its end if it is required',
  )
  .transform((all) => all.map((ask): ProfileAsk => ({ field: fieldOf(ask) as Askable, required: ask.endsWith('!') })));

/** Every variable, by its name. Defaults that depend on another variable are filled in by `loadConfig`. */
export const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().optional(),
  PORT: wholeNumber(1, 65_535).default(3000),
  PUBLIC_URL: baseUrl
    .refine((text) => isOrigin(text), 'must have no path: the web app is at the root of its host')
    .optional(),
  MAGIC_LINK_BASE_URL: baseUrl.optional(),
  MAGIC_LINK_SECRET: secret.optional(),
  MAGIC_LINK_SECRET_PREVIOUS: secret.optional(),
  CORS_ORIGINS: origins.default([]),
  TELEGRAM_BOT_TOKEN: botTokens.optional(),
  TELEGRAM_API_ROOT: baseUrl.optional(),
  HTTPS_PROXY: proxyUrl.optional(),
  NO_PROXY: z.string().default(''),
  TELEGRAM_UPDATES: z.enum(['polling', 'webhook']).default('polling'),
  TELEGRAM_WEBHOOK_SECRET: telegramSecret.optional(),
  TELEGRAM_WEBHOOK_SECRET_PREVIOUS: telegramSecret.optional(),
  TELEGRAM_TIMEOUT_SECONDS: wholeNumber(1, 500).default(60),
  TELEGRAM_MAX_RETRIES: wholeNumber(0, 20).default(3),
  TELEGRAM_MESSAGES_PER_SECOND: wholeNumber(1, 100_000).default(25),
  TELEGRAM_SEND_MODE: z.enum(['direct', 'reveal']).default('direct'),
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
  LIMIT_UNPROVEN_PERCENT: wholeNumber(1, 100).default(50),
  LIMIT_UNKNOWN_CHATS_PER_SECOND: wholeNumber(1, 100_000).default(2),
  LIMIT_WRONG_CODES_PER_IP_HOUR: wholeNumber(1, 1_000_000).default(30),
  LIMIT_WRONG_CODES_PER_MINUTE: wholeNumber(1, 1_000_000).default(100),
  LIMIT_REQUESTS_PER_IP_MINUTE: wholeNumber(1, 100_000_000).default(10),
  LIMIT_REQUESTS_PER_KEY_MINUTE: wholeNumber(1, 100_000_000).default(600),
  TRUST_PROXY: cidrs.default([]),
  JWT_PRIVATE_KEY: es256Key.optional(),
  JWT_PRIVATE_KEY_PREVIOUS: es256Key.optional(),
  JWT_RSA_PRIVATE_KEY: rsaKey.optional(),
  JWT_RSA_PRIVATE_KEY_PREVIOUS: rsaKey.optional(),
  APP_NAME: appFields.name.default(DEFAULT_NAME),
  APP_LOGO: appFields.logo.optional(),
  APP_COLOR: appFields.color.optional(),
  APPS_FILE: z.string().optional(),
  ACCESS_TOKEN_TTL_SECONDS: wholeNumber(1, 86_400).default(600),
  REFRESH_TOKEN_TTL_DAYS: wholeNumber(1, 3650).default(30),
  SIGN_IN_NOTICE: z.enum(['new_devices', 'always', 'off']).default('new_devices'),
  SECURITY_CONTACT: securityContact.optional(),
  PROFILE_ASKS: profileAsks.default([]),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailFrom.optional(),
  ADMIN_API_KEY: secret.optional(),
  ADMIN_API_KEY_PREVIOUS: secret.optional(),
  ADMIN_TELEGRAM_IDS: telegramIds.default([]),
  API_KEYS: secrets.default([]),
  WEBHOOK_URL: webhookUrl.optional(),
  WEBHOOK_SECRET: webhookSecret.optional(),
  WEBHOOK_SECRET_PREVIOUS: webhookSecret.optional(),
  RETENTION_DAYS: wholeNumber(1, 3650).default(30),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3650).default(365),
  DATA_DIR: z.string().default('data'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json']).optional(),
});

export type Environment = z.output<typeof environment>;

const fieldOf = (ask: string): string => ask.replace('!', '');

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password && !search && !hash;
}

const isProxyUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  const isBare = ['', '/'].includes(pathname) && !search && !hash;
  return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && isBare && (username !== '') === (password !== '');
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).pathname === '/';

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
function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    return undefined;
  }
}

function readEs256Key(pem: string): KeyObject | undefined {
  const key = readKey(pem);
  return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
}

function readRsaKey(pem: string): KeyObject | undefined {
  const key = readKey(pem);
  const isLong = (key?.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
  return key?.asymmetricKeyType === 'rsa' && isLong ? key : undefined;
}
