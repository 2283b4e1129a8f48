import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { languages } from '../../config/languages';
import { SCOPES, WAYS_IN, type App } from '../../config/apps/app';
import type { AppDescription, AppSecret, RegisteredApp } from '../../apps/store/app.repository';
import { appFields, appId, appShape, checkRedirects, type AppEntry } from '../../config/apps/app.schema';
import type { Details } from '../../audit/audit';
import { textOf } from '../../fields/measured.text';
import { hashOf } from '../../ids';
import { limit } from '../admin.fields';

const time = z.iso.datetime();
const LONGEST_DETAIL = 200;
const KEPT_OF_LONG = 140;
const sources = ['file', 'registry'] as const;
const states = ['active', 'disabled'] as const;

export class AppsQuery extends createZodDto(
  z.strictObject({
    limit,
    cursor: appId.optional().meta({ description: '`next_cursor` of the page before: its last app.', example: 'shop' }),
  }),
) {}

export class AppIdParam extends createZodDto(z.strictObject({ id: appId })) {}

export class AppSecretParam extends createZodDto(
  z.strictObject({ id: appId, secret_id: textOf(1, 64).meta({ description: 'As the app lists its secrets.' }) }),
) {}

export class AppKeyParam extends createZodDto(
  z.strictObject({ id: appId, key_id: textOf(1, 64).meta({ description: 'As the app lists its API keys.' }) }),
) {}

export class AppWebhookSecretParam extends createZodDto(
  z.strictObject({
    id: appId,
    secret_id: textOf(1, 64).meta({ description: 'As the app lists its webhook secrets.' }),
  }),
) {}

export class AppRequest extends createZodDto(z.strictObject(appShape).superRefine(checkRedirects)) {}

/** Null removes an optional field. */
export class AppChangeRequest extends createZodDto(
  z
    .strictObject({
      ...appFields,
      domain: appFields.domain.nullable(),
      logo: appFields.logo.nullable(),
      color: appFields.color.nullable(),
      backchannel_logout_uri: appFields.backchannel_logout_uri.nullable(),
      bot: appFields.bot.nullable(),
      languages: appFields.languages.nullable(),
      ways_in: appFields.ways_in.nullable(),
      session_hours: appFields.session_hours.nullable(),
      audience: appFields.audience.nullable(),
      webhook_url: appFields.webhook_url.nullable(),
    })
    .partial(),
) {}

export class AppSecretRequest extends createZodDto(
  z.strictObject({
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2030-05-17T12:00:00Z' })
      .transform((text) => new Date(text))
      .optional()
      .meta({
        description: 'It is refused from then on; without it, once it is revoked.',
        example: '2099-05-17T12:00:00Z',
      }),
  }),
) {}

const secret = z.object({
  id: z.string(),
  created_at: time,
  expires_at: time.describe('It is refused from then on. Null where it is good until it is revoked.').nullable(),
});

const app = z.object({
  id: z.string().meta({ description: 'The client id.', example: 'shop' }),
  name: z.string().meta({ example: 'Corner Shop' }),
  domain: z.string().describe('What people read beside the name.').nullable(),
  logo: z.string().describe('URL of a picture.').nullable(),
  color: z.string().describe('As `#rrggbb`.').nullable(),
  redirect_uris: z.array(z.string().meta({ example: 'https://shop.example/callback' })),
  post_logout_redirect_uris: z.array(z.string().meta({ example: 'https://shop.example/' })),
  backchannel_logout_uri: z.string().describe('Where it is told that a person has signed out.').nullable(),
  public: z.boolean().describe('It keeps no secret, and must use PKCE.'),
  first_party: z.boolean().describe('People are not asked whether it may know them.'),
  id_token_signed_response_alg: z.enum(['RS256', 'ES256']),
  subject_type: z
    .enum(['public', 'pairwise'])
    .describe('`pairwise`: its `sub` values are not shared with any other app.'),
  scopes: z.array(z.enum(SCOPES)),
  bot: z
    .union([z.string(), z.int()])
    .meta({ description: 'The bot that writes for it.', example: '@shop_bot' })
    .nullable(),
  return_to: z.array(z.string().meta({ example: 'https://shop.example' })),
  languages: z
    .array(z.enum(languages))
    .describe('The languages in which its people are addressed. Null for all that we speak.')
    .nullable(),
  ways_in: z.array(z.enum(WAYS_IN)).describe('Those that are open to it. Null where all are.').nullable(),
  session_hours: z
    .int()
    .meta({ description: 'How long a sign-in is good for it. Null: as long as the session.', example: 12 })
    .nullable(),
  audience: z
    .string()
    .meta({ description: 'What its own API is called, for its access tokens.', example: 'https://api.shop.example' })
    .nullable(),
  webhook_url: z
    .string()
    .meta({
      description: 'Where its back end is told what becomes of its verifications.',
      example: 'https://shop.example/webhooks',
    })
    .nullable(),
  source: z.enum(sources).describe('`file`: it stands in `APPS_FILE`, and is changed there alone.'),
  state: z.enum(states).describe('`disabled`: it accepts no sign-in, and none of its tokens is valid.'),
  secrets: z.array(secret).describe('None of an app of `APPS_FILE`: they are where its file says.'),
  api_keys: z
    .array(secret)
    .describe('By which its back ends have people confirm something. None of an app of `APPS_FILE`.'),
  webhook_secrets: z
    .array(secret)
    .describe('By each of which webhooks to it are signed. None of an app of `APPS_FILE`.'),
  created_at: time.describe('Null of an app of `APPS_FILE`.').nullable(),
  disabled_at: time.nullable(),
  last_used_at: time
    .describe('When it was given a token last, to the minute. Null where it never was, or stands in `APPS_FILE`.')
    .nullable(),
});

export class AdministeredAppDto extends createZodDto(app) {}

export class CreatedAppDto extends createZodDto(
  app.extend({
    secret: z
      .string()
      .meta({
        description: 'Its secret, of 256 random bits: this answer alone tells it. Null of a public app.',
        example: '3q2-7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vFh',
      })
      .nullable(),
  }),
) {}

export class AdministeredAppsDto extends createZodDto(
  z.object({
    apps: z.array(app).describe('In the order of their ids.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class NewSecretDto extends createZodDto(
  secret.extend({
    secret: z.string().meta({
      description: '256 random bits: this answer alone tells it.',
      example: '3q2-7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vFh',
    }),
  }),
) {}

export class NewApiKeyDto extends createZodDto(
  secret.extend({
    api_key: z.string().meta({
      description: 'For `Authorization: Bearer` or `X-Api-Key`: this answer alone tells it.',
      example: 'shop.3q2-7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vFh',
    }),
  }),
) {}

export class NewWebhookSecretDto extends createZodDto(
  secret.extend({
    webhook_secret: z.string().meta({
      description: 'As libraries of Standard Webhooks take it: this answer alone tells it.',
      example: 'whsec_3q2+7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vE=',
    }),
  }),
) {}

export function toDeclaredDto(declared: App): AdministeredAppDto {
  const times = { created_at: null, disabled_at: null, last_used_at: null };
  return {
    ...describe(declared),
    source: 'file',
    state: 'active',
    secrets: [],
    api_keys: [],
    webhook_secrets: [],
    ...times,
  };
}

export const toRegisteredDto = (registered: RegisteredApp): AdministeredAppDto => ({
  ...describe(registered),
  source: 'registry',
  state: registered.disabledAt ? 'disabled' : 'active',
  secrets: registered.secrets.map(toSecretDto),
  api_keys: registered.apiKeys.map(toSecretDto),
  webhook_secrets: registered.webhookSecrets.map(toSecretDto),
  created_at: registered.createdAt.toISOString(),
  disabled_at: toTime(registered.disabledAt),
  last_used_at: toTime(registered.lastUsedAt),
});

export const toSecretDto = ({ id, createdAt, expiresAt }: AppSecret): z.infer<typeof secret> => ({
  id,
  created_at: createdAt.toISOString(),
  expires_at: toTime(expiresAt),
});

const describe = (of: AppDescription & Pick<App, 'id' | 'isPublic' | 'subjectType'>) => ({
  id: of.id,
  name: of.name,
  domain: of.domain ?? null,
  logo: of.logo ?? null,
  color: of.color ?? null,
  redirect_uris: [...of.redirectUris],
  post_logout_redirect_uris: [...of.postLogoutRedirectUris],
  backchannel_logout_uri: of.backchannelLogoutUri ?? null,
  public: of.isPublic,
  first_party: of.isFirstParty,
  id_token_signed_response_alg: of.idTokenAlgorithm,
  subject_type: of.subjectType ?? 'public',
  scopes: SCOPES.filter((scope) => of.scopes.includes(scope)),
  bot: of.bot ?? null,
  return_to: [...of.returnTo],
  languages: of.languages ? [...of.languages] : null,
  ways_in: of.waysIn ? [...of.waysIn] : null,
  session_hours: of.sessionHours ?? null,
  audience: of.audience ?? null,
  webhook_url: of.webhookUrl ?? null,
});

const FIELDS = {
  name: 'name',
  domain: 'domain',
  logo: 'logo',
  color: 'color',
  redirect_uris: 'redirectUris',
  post_logout_redirect_uris: 'postLogoutRedirectUris',
  backchannel_logout_uri: 'backchannelLogoutUri',
  first_party: 'isFirstParty',
  id_token_signed_response_alg: 'idTokenAlgorithm',
  scopes: 'scopes',
  bot: 'bot',
  return_to: 'returnTo',
  languages: 'languages',
  ways_in: 'waysIn',
  session_hours: 'sessionHours',
  audience: 'audience',
  webhook_url: 'webhookUrl',
} as const satisfies Record<keyof AppChangeRequest & keyof AppEntry, keyof AppDescription>;

/** Only the fields that the request names. */
export const toChange = (request: AppChangeRequest): Partial<AppDescription> =>
  Object.fromEntries(
    Object.entries(request).map(([field, value]) => [FIELDS[field as keyof typeof FIELDS], value ?? undefined]),
  );

/** A change as the audit records it: each field that was named, with its new value. */
export const toDetails = (request: AppChangeRequest): Details =>
  Object.fromEntries(Object.entries(request).map(([field, value]) => [field, toDetail(value)]));

/** Audit details are short: a longer text is cut, and a hash of the whole is added to recognise it by. */
function toDetail(value: Exclude<AppChangeRequest[keyof AppChangeRequest], undefined>): Details[string] {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.join(' ');
  if (text.length <= LONGEST_DETAIL) return text;
  const beginning = text.slice(0, KEPT_OF_LONG).replace(/\p{Cs}/gu, '');
  return `${beginning}… sha256:${hashOf(text)}`;
}

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;
