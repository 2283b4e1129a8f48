import { randomBytes } from 'node:crypto';
import type { secretNames } from '../config/config.secrets';
import { newEs256Pem, newRsaPem, randomSecret } from '../secrets/development-secrets';

type SecretName = (typeof secretNames)[number];
/** An app's credentials: its secret, its back ends' API keys, its webhook secret; registered, or declared in a file. */
type OfApps = 'APPS' | 'APPS_FILE' | `${'APPS' | 'APPS_FILE'}_${'API_KEYS' | 'WEBHOOK_SECRET'}`;
type Rotated = Exclude<SecretName, `${string}_PREVIOUS`> | OfApps;

/** How one secret is replaced while people sign in. */
export type Plan = Readonly<{
  /** Makes the new value, as the setting takes it; absent if another system makes it. */
  make?: () => string;
  /** What to do, in this order; read at night, one line at a time, so each says which value it means. */
  steps: readonly string[];
  /** What to do instead if others may know the old value, and what that costs. */
  atOnce: string;
}>;

const webhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Settings files hold a PEM on one line. */
const onOneLine = (make: () => string) => (): string => make().trimEnd().replaceAll('\n', '\\n');

const RESTART = 'restart the instances one after the other';
const PRINTED = 'the value just printed';

/** Both secrets are accepted, or known, before any instance uses the new one and until none uses the old one. */
const throughPrevious = (name: SecretName, { first = '', second }: Readonly<{ first?: string; second: string }>) => [
  `set ${name}_PREVIOUS to ${PRINTED}, leave ${name} as it is, and ${RESTART}${first}`,
  `exchange the two: set ${name} to ${PRINTED}, and ${name}_PREVIOUS to the value that ${name} had until now; ${RESTART}, and wait ${second}`,
  `remove ${name}_PREVIOUS from the settings, and ${RESTART}`,
];

const atOnceInPlaceOf = (name: SecretName, cost: string) =>
  `set ${name} to ${PRINTED}, remove ${name}_PREVIOUS, and restart all instances at once: ${cost}`;

type Elsewhere = Readonly<{ made: string; address?: string; removed: string }>;
const elsewhere = (
  name: SecretName,
  { made, address = 'the address with that user and the password', removed }: Elsewhere,
) => [`${made}, and leave the present one as it is`, `set ${name} to ${address}, and ${RESTART}`, removed];

/** A plan for every setting that opens something; a forgotten one does not compile. */
export const plans: Readonly<Record<Rotated, Plan>> = {
  MAGIC_LINK_SECRET: {
    make: randomSecret,
    steps: throughPrevious('MAGIC_LINK_SECRET', {
      second:
        'as long as a sign-in takes at most: START_TTL_SECONDS, DELIVERY_DEADLINE_SECONDS and OTP_TTL_SECONDS together; go on when the log of each instance says: what apps hold is sealed by the newest MAGIC_LINK_SECRET',
    }),
    atOnce: atOnceInPlaceOf(
      'MAGIC_LINK_SECRET',
      'codes and links that were sent are dead, sessions go on, and apps have people sign in to them again',
    ),
  },
  JWT_PRIVATE_KEY: {
    make: onOneLine(newEs256Pem),
    steps: throughPrevious('JWT_PRIVATE_KEY', {
      first: '; wait five minutes, for which other services may keep the JWKS',
      second: 'as many seconds as ACCESS_TOKEN_TTL_SECONDS says',
    }),
    atOnce: atOnceInPlaceOf(
      'JWT_PRIVATE_KEY',
      'all access tokens are refused, and clients go on by their refresh tokens',
    ),
  },
  JWT_RSA_PRIVATE_KEY: {
    make: onOneLine(newRsaPem),
    steps: throughPrevious('JWT_RSA_PRIVATE_KEY', {
      first: '; wait five minutes, for which other services may keep the JWKS',
      second: 'ten minutes, for which an ID token lives',
    }),
    atOnce: atOnceInPlaceOf('JWT_RSA_PRIVATE_KEY', 'apps refuse ID tokens that they have not read yet'),
  },
  ADMIN_API_KEY: {
    make: randomSecret,
    steps: throughPrevious('ADMIN_API_KEY', {
      second: `until every caller, Prometheus included, uses ${PRINTED}`,
    }),
    atOnce: atOnceInPlaceOf('ADMIN_API_KEY', 'calls with the old key are refused'),
  },
  API_KEYS: {
    make: randomSecret,
    steps: [
      `add ${PRINTED} to API_KEYS, behind a comma, and ${RESTART}`,
      `give ${PRINTED} to the back end; what it requested with the old key can be checked with the old key only: wait a few minutes`,
      `remove the old key from API_KEYS, and ${RESTART}`,
    ],
    atOnce: `put ${PRINTED} in the place of the old key in API_KEYS, and restart all instances at once: calls of the back end are refused until it has the new key`,
  },
  TELEGRAM_BOT_TOKEN: {
    steps: [
      'have BotFather make another token (/revoke): Telegram refuses the old token from that moment on',
      `set TELEGRAM_BOT_TOKEN to the token that BotFather gave you, at once, and ${RESTART}; messages wait meanwhile, and are sent with the new token`,
    ],
    atOnce: 'follow the same steps, for there is no other way',
  },
  TELEGRAM_WEBHOOK_SECRET: {
    make: randomSecret,
    steps: throughPrevious('TELEGRAM_WEBHOOK_SECRET', {
      second: 'a minute, in which updates with the old secret may still come: each start tells Telegram the new secret',
    }),
    atOnce: atOnceInPlaceOf(
      'TELEGRAM_WEBHOOK_SECRET',
      'updates with the old secret are refused, and Telegram sends them again once a start has told it the new secret',
    ),
  },
  WEBHOOK_SECRET: {
    make: webhookSecret,
    steps: throughPrevious('WEBHOOK_SECRET', {
      first: ': each webhook is now signed with both',
      second: `until your service verifies with ${PRINTED}`,
    }),
    atOnce: atOnceInPlaceOf(
      'WEBHOOK_SECRET',
      'your service refuses webhooks until it has the new secret, and they are sent again',
    ),
  },
  WEBHOOK_URL: {
    steps: elsewhere('WEBHOOK_URL', {
      made: 'have your service take webhooks at another address',
      address: 'that other address',
      removed: 'close the old address',
    }),
    atOnce: 'close the old address first, then follow the steps: webhooks are sent again until they are taken',
  },
  DATABASE_URL: {
    steps: elsewhere('DATABASE_URL', {
      made: 'make another database user with the same rights',
      removed: 'drop the old database user',
    }),
    atOnce:
      'drop the old database user first, then follow the steps: requests get 503 until the restart, and nothing acknowledged is lost',
  },
  SMTP_URL: {
    steps: elsewhere('SMTP_URL', {
      made: 'add another user on the mail server',
      removed: 'drop the old user on the mail server',
    }),
    atOnce: 'drop the old user on the mail server first, then follow the steps: e-mails are not sent until the restart',
  },
  HTTPS_PROXY: {
    steps: elsewhere('HTTPS_PROXY', {
      made: 'add another user on the proxy',
      removed: 'drop the old user on the proxy',
    }),
    atOnce: 'drop the old user on the proxy first, then follow the steps: messages wait until the restart',
  },
  APPS: {
    steps: [
      'POST /api/admin/apps/{id}/secrets, or use the app on the operators’ page: it shows another secret, this once',
      'give the secret that it showed to the app',
      'DELETE /api/admin/apps/{id}/secrets/{secret_id} revokes the old secret',
    ],
    atOnce: 'revoke the old secret first, then follow the steps: the app gets no tokens until it has the new secret',
  },
  APPS_API_KEYS: {
    steps: [
      'POST /api/admin/apps/{id}/api-keys, or use the app on the operators’ page: it shows another key, this once',
      'give the key that it showed to the back end; it also checks what was requested with the old key',
      'DELETE /api/admin/apps/{id}/api-keys/{key_id} revokes the old key',
    ],
    atOnce:
      'revoke the old key first, then follow the steps: calls of the back end are refused until it has the new key',
  },
  APPS_WEBHOOK_SECRET: {
    steps: [
      'POST /api/admin/apps/{id}/webhook-secrets: the answer shows another secret, this once; each webhook to the app is now signed with both',
      'give the secret that the answer showed to the back end that gets the webhooks',
      'DELETE /api/admin/apps/{id}/webhook-secrets/{secret_id} revokes the old secret',
    ],
    atOnce:
      'revoke the old secret first, then follow the steps: webhooks to the app wait until there is another secret, and are refused until the back end has it',
  },
  APPS_FILE: {
    make: randomSecret,
    steps: [
      `set the app’s previous_secret in the file to ${PRINTED}, leave secret as it is, and ${RESTART}`,
      `give ${PRINTED} to the app`,
      `set the app’s secret to ${PRINTED}, remove previous_secret, and ${RESTART}`,
    ],
    atOnce: `set the app’s secret to ${PRINTED}, remove previous_secret, and restart all instances at once: the app gets no tokens until it has the new secret`,
  },
  APPS_FILE_API_KEYS: {
    make: randomSecret,
    steps: [
      `add ${PRINTED} to the app’s api_keys in the file, and ${RESTART}`,
      `give ${PRINTED} to the back end; it also checks what was requested with the old key`,
      `remove the old key from the app’s api_keys, and ${RESTART}`,
    ],
    atOnce: `put ${PRINTED} in the place of the old key in the app’s api_keys, and restart all instances at once: calls of the back end are refused until it has the new key`,
  },
  APPS_FILE_WEBHOOK_SECRET: {
    make: webhookSecret,
    steps: [
      `set the app’s previous_webhook_secret in the file to ${PRINTED}, leave webhook_secret as it is, and ${RESTART}: each webhook to the app is now signed with both`,
      `give ${PRINTED} to the back end that gets the webhooks`,
      `set the app’s webhook_secret to ${PRINTED}, remove previous_webhook_secret, and ${RESTART}`,
    ],
    atOnce: `set the app’s webhook_secret to ${PRINTED}, remove previous_webhook_secret, and restart all instances at once: the back end refuses webhooks until it has the new secret, and they are sent again`,
  },
};

export const isRotated = (name: string): name is Rotated => Object.hasOwn(plans, name);
