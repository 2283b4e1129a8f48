import { randomBytes } from 'node:crypto';
import type { secretNames } from '../config/config.secrets';
import { newEs256Pem, newRsaPem, randomSecret } from '../development-secrets';

type SecretName = (typeof secretNames)[number];
/** An app's credentials: its secret, its back ends' API keys, its webhook secret; registered, or declared in a file. */
type OfApps = 'APPS' | 'APPS_FILE' | `${'APPS' | 'APPS_FILE'}_${'API_KEYS' | 'WEBHOOK_SECRET'}`;
type Rotated = Exclude<SecretName, `${string}_PREVIOUS`> | OfApps;

/** How one secret is replaced while people sign in. */
export type Plan = Readonly<{
  /** Makes the new value, as the setting takes it; absent if another system makes it. */
  make?: () => string;
  /** What to do, in this order. */
  steps: readonly string[];
  /** What to do instead if the old secret may have leaked, and what that costs. */
  atOnce: string;
}>;

const webhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Settings files hold a PEM on one line. */
const onOneLine = (make: () => string) => (): string => make().trimEnd().replaceAll('\n', '\\n');

const RESTART = 'restart the instances one after the other';

/** Both secrets are accepted, or known, before any instance uses the new one and until none uses the old one. */
const throughPrevious = (name: SecretName, { first = '', second }: Readonly<{ first?: string; second: string }>) => [
  `set ${name}_PREVIOUS to the new one, and ${RESTART}${first}`,
  `exchange the two: ${name} is the new one, and ${name}_PREVIOUS the old one; ${RESTART}, and wait ${second}`,
  `take ${name}_PREVIOUS out, and ${RESTART}`,
];

const elsewhere = (name: SecretName, made: string, removed: string) => [
  `${made}, beside what is there`,
  `put it into ${name}, and ${RESTART}`,
  removed,
];

/** A plan for every setting that opens something; a forgotten one does not compile. */
export const plans: Readonly<Record<Rotated, Plan>> = {
  MAGIC_LINK_SECRET: {
    make: randomSecret,
    steps: throughPrevious('MAGIC_LINK_SECRET', {
      second:
        'as long as a sign-in takes at most: START_TTL_SECONDS, DELIVERY_DEADLINE_SECONDS and OTP_TTL_SECONDS together; each log says by then: what apps hold is sealed by the newest MAGIC_LINK_SECRET',
    }),
    atOnce:
      'set it, without a previous one: codes and links that are out are dead, sessions go on, and apps have people sign in to them again',
  },
  JWT_PRIVATE_KEY: {
    make: onOneLine(newEs256Pem),
    steps: throughPrevious('JWT_PRIVATE_KEY', {
      first: '; wait five minutes, for which other services may keep the JWKS',
      second: 'ACCESS_TOKEN_TTL_SECONDS',
    }),
    atOnce: 'set it, without a previous one: access tokens are refused, and clients go on by their refresh tokens',
  },
  JWT_RSA_PRIVATE_KEY: {
    make: onOneLine(newRsaPem),
    steps: throughPrevious('JWT_RSA_PRIVATE_KEY', {
      first: '; wait five minutes, for which other services may keep the JWKS',
      second: 'ten minutes, for which an ID token lives',
    }),
    atOnce: 'set it, without a previous one: ID tokens that apps have not read yet are refused by them',
  },
  ADMIN_API_KEY: {
    make: randomSecret,
    steps: throughPrevious('ADMIN_API_KEY', { second: 'until every caller, Prometheus included, has the new one' }),
    atOnce: 'set it, without a previous one: calls by the old one are refused',
  },
  API_KEYS: {
    make: randomSecret,
    steps: [
      `add it to API_KEYS, behind a comma, and ${RESTART}`,
      'give it to the back end; only the old key can check what was requested with it: wait a few minutes',
      `take the old one out of API_KEYS, and ${RESTART}`,
    ],
    atOnce: 'set it in the place of the old one: calls of the back end are refused until it has the new one',
  },
  TELEGRAM_BOT_TOKEN: {
    steps: [
      'have BotFather make another token (/revoke): the old one is refused from that moment on',
      `put it into TELEGRAM_BOT_TOKEN at once, and ${RESTART}; what is sent meanwhile waits, and goes out by the new one`,
    ],
    atOnce: 'there is no other way',
  },
  TELEGRAM_WEBHOOK_SECRET: {
    make: randomSecret,
    steps: throughPrevious('TELEGRAM_WEBHOOK_SECRET', {
      second: 'a minute, in which updates with the old one may still come: Telegram is told at each start',
    }),
    atOnce: 'set it, without a previous one: Telegram sends again what was refused until it was told',
  },
  WEBHOOK_SECRET: {
    make: webhookSecret,
    steps: throughPrevious('WEBHOOK_SECRET', {
      first: ': each webhook is signed by both',
      second: 'until your service knows the new one',
    }),
    atOnce: 'set it, without a previous one: your service refuses webhooks until it knows it, and they are sent again',
  },
  WEBHOOK_URL: {
    steps: elsewhere('WEBHOOK_URL', 'have your service take another address', 'close the old address'),
    atOnce: 'close the old address first: webhooks are sent again until they are taken',
  },
  DATABASE_URL: {
    steps: elsewhere('DATABASE_URL', 'make a database user with the same rights', 'drop the old user'),
    atOnce: 'drop the user first: requests get 503 until the restart, and nothing acknowledged is lost',
  },
  SMTP_URL: {
    steps: elsewhere('SMTP_URL', 'add another user on the mail server', 'drop the old user'),
    atOnce: 'drop the user first: e-mails are not sent until the restart',
  },
  HTTPS_PROXY: {
    steps: elsewhere('HTTPS_PROXY', 'add another user on the proxy', 'drop the old user'),
    atOnce: 'drop the user first: messages wait until the restart',
  },
  APPS: {
    steps: [
      'POST /api/admin/apps/{id}/secrets, or the app on the operators’ page: the answer tells another secret, once',
      'give it to the app',
      'DELETE /api/admin/apps/{id}/secrets/{secret_id} revokes the old one',
    ],
    atOnce: 'revoke the old one first: the app gets no tokens until it has the new one',
  },
  APPS_API_KEYS: {
    steps: [
      'POST /api/admin/apps/{id}/api-keys, or the app on the operators’ page: the answer tells another key, once',
      'give it to the back end; the new one checks what the old one asked for',
      'DELETE /api/admin/apps/{id}/api-keys/{key_id} revokes the old one',
    ],
    atOnce: 'revoke the old one first: calls of the back end are refused until it has the new one',
  },
  APPS_WEBHOOK_SECRET: {
    steps: [
      'POST /api/admin/apps/{id}/webhook-secrets: the answer tells another secret, once; each webhook to the app is signed by both',
      'give it to the back end that is told',
      'DELETE /api/admin/apps/{id}/webhook-secrets/{secret_id} revokes the old one',
    ],
    atOnce:
      'revoke the old one first: webhooks to the app wait until there is another, and are refused until it knows that',
  },
  APPS_FILE: {
    make: randomSecret,
    steps: [
      `put it into the file as the app’s previous_secret, and ${RESTART}`,
      'give it to the app',
      `put it into secret, take previous_secret out, and ${RESTART}`,
    ],
    atOnce: 'put it into secret: the app gets no tokens until it has it',
  },
  APPS_FILE_API_KEYS: {
    make: randomSecret,
    steps: [
      `add it to the app’s api_keys in the file, and ${RESTART}`,
      'give it to the back end; the new one checks what the old one asked for',
      `take the old one out of api_keys, and ${RESTART}`,
    ],
    atOnce: 'put it in the place of the old one: calls of the back end are refused until it has it',
  },
  APPS_FILE_WEBHOOK_SECRET: {
    make: webhookSecret,
    steps: [
      `put it into the file as the app’s previous_webhook_secret, and ${RESTART}: each webhook to it is signed by both`,
      'give it to the back end that is told',
      `put it into webhook_secret, take previous_webhook_secret out, and ${RESTART}`,
    ],
    atOnce: 'put it into webhook_secret: webhooks to the app are refused until it knows it, and are sent again',
  },
};

export const isRotated = (name: string): name is Rotated => Object.hasOwn(plans, name);
