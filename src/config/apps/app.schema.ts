import { z } from 'zod';
import { ofTextAlone, textOf } from '../../fields/measured.text';
import { UNPRINTABLE } from '../../fields/patterns';
import { languages } from '../languages';
import { webhookUrl } from '../webhook.fields';
import { hasBlanks, isNative, isPairwise, isRedirectUri, mayBeOfNative, SCOPES, WAYS_IN, type App } from './app';

const MAX_URL = 1000;
const MAX_LISTED = 50;

const ifList = { abort: true, when: ({ value }: { value: unknown }) => Array.isArray(value) };

const redirectUri = textOf(1, MAX_URL)
  .refine(isRedirectUri, 'must be an absolute URL without fragment, and https unless it is local')
  .meta({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^#*\\s]*$', example: 'https://shop.example/callback' });

const origin = textOf(1, MAX_URL)
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an exact origin such as https://app.example.org',
  )
  .meta({ pattern: '^[a-z][a-z0-9+.-]*://[^/]+$', example: 'https://shop.example' });

const MOST_SESSION_HOURS = 8760;

const some = <T extends readonly [string, ...string[]]>(words: T) =>
  z
    .array(z.enum(words))
    .min(1, { ...ifList, error: 'must not be empty' })
    .max(words.length, ifList);

const webUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(MAX_URL, ofTextAlone)
  .refine((url) => !hasBlanks(url), 'must be an http or https URL without blanks');

const listOf = <T extends z.ZodType>(each: T) => z.array(each).max(MAX_LISTED, ifList);

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return !username && !password;
}

export const appId = z
  .string()
  .regex(/^[0-9A-Za-z_.-]{1,64}$/, 'must be 1 to 64 characters of A-Z, a-z, 0-9, _, . and -')
  .meta({ description: 'The client id.', example: 'shop' });

/** The fields of an app, in the file or over the API, each checked by itself. */
export const appFields = {
  name: z
    .string()
    .trim()
    .min(1, { ...ofTextAlone, error: 'must not be empty' })
    .max(64, { ...ofTextAlone, error: 'must have at most 64 characters' })
    .refine((text) => !UNPRINTABLE.test(text), 'must not have control characters')
    .meta({ description: 'What people read.', example: 'Corner Shop', pattern: '[^\\s]' }),
  domain: z
    .string()
    .regex(/^(?=.{1,253}$)[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+$/, 'must be a domain name')
    .meta({ description: 'What people read beside the name.', example: 'shop.example' }),
  logo: webUrl
    .refine(hasNoCredentials, 'must have no credentials')
    .meta({ description: 'A picture, which browsers fetch from there.', example: 'https://shop.example/logo.png' }),
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour such as #1f6feb')
    .meta({ description: 'As `#rrggbb`.', example: '#1f6feb' }),
  redirect_uris: listOf(redirectUri).meta({
    description:
      'Where people come back to: exactly these; https, a loopback address, or a scheme of an app of its own (`com.example:/`).',
  }),
  post_logout_redirect_uris: listOf(redirectUri).meta({
    description: 'Where people may be led after they have signed out.',
  }),
  backchannel_logout_uri: webUrl.meta({
    description: 'Where the app is told that a sign-in has ended (OpenID Connect Back-Channel Logout 1.0).',
    example: 'https://shop.example/signed-out',
  }),
  first_party: z.boolean().meta({ description: "The team's own: people are not asked whether it may know them." }),
  id_token_signed_response_alg: z
    .enum(['RS256', 'ES256'])
    .meta({ description: 'What signs its ID tokens; `RS256` needs `JWT_RSA_PRIVATE_KEY` in production.' }),
  scopes: listOf(z.enum(SCOPES)).meta({ description: 'What it may ask for.' }),
  bot: z
    .union([z.string().regex(/^@[0-9A-Za-z_]{5,32}$/, 'must be a name such as @my_bot, or an id'), z.int().positive()])
    .meta({ description: 'The bot that writes for it, by its name or its id.', example: '@shop_bot' }),
  return_to: listOf(origin).meta({ description: 'Origins that the plain web app may lead people back to.' }),
  languages: some(languages).meta({
    description: 'Those that its people are spoken to in; the first to whom none of them is theirs.',
    example: ['de', 'en'],
  }),
  ways_in: some(WAYS_IN).meta({
    description: 'Which are open to it: the `code`, the `link`, or letting in the device that waits (`approval`).',
    example: ['code', 'approval'],
  }),
  session_hours: z.int().min(1).max(MOST_SESSION_HOURS).meta({
    description: 'How long a sign-in is good for it: then its tokens end, and people sign in anew.',
    example: 12,
  }),
  audience: textOf(1, MAX_URL).refine(isAudience, 'must be an absolute URI without fragment').meta({
    description:
      'What its own API is called: access tokens that it asks for with this as `resource` are JWTs of this `aud`.',
    pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^#\\s]+$',
    example: 'https://api.shop.example',
  }),
  webhook_url: webhookUrl.max(MAX_URL, ofTextAlone).meta({
    description: 'Where its back end is told what becomes of its verifications, instead of at `WEBHOOK_URL`.',
    example: 'https://shop.example/webhooks',
  }),
};

/** RFC 8707, 2. */
function isAudience(text: string): boolean {
  return URL.canParse(text) && !hasBlanks(text) && !text.includes('#');
}

/** A whole app, with OpenID's defaults for what is left out. */
export const appShape = {
  id: appId,
  ...appFields,
  domain: appFields.domain.optional(),
  logo: appFields.logo.optional(),
  color: appFields.color.optional(),
  post_logout_redirect_uris: appFields.post_logout_redirect_uris.default([]),
  backchannel_logout_uri: appFields.backchannel_logout_uri.optional(),
  public: z
    .boolean()
    .default(false)
    .meta({ description: 'On a phone or in a browser: it keeps no secret, and must use PKCE.' }),
  first_party: appFields.first_party.default(false),
  id_token_signed_response_alg: appFields.id_token_signed_response_alg.default('RS256'),
  subject_type: z.enum(['public', 'pairwise']).optional().meta({
    description:
      '`pairwise`: its `sub` values are not shared with any other app. Its `redirect_uris` must then have one host.',
  }),
  scopes: appFields.scopes.default([...SCOPES]),
  bot: appFields.bot.optional(),
  return_to: appFields.return_to.default([]),
  languages: appFields.languages.optional(),
  ways_in: appFields.ways_in.optional(),
  session_hours: appFields.session_hours.optional(),
  audience: appFields.audience.optional(),
  webhook_url: appFields.webhook_url.optional(),
};

export type AppEntry = z.output<z.ZodObject<typeof appShape>>;

/** Why the protocol forbids these redirect URIs together; undefined if it does not. */
export function faultOfRedirects(app: Pick<App, 'redirectUris' | 'isPublic' | 'subjectType'>): string | undefined {
  const uris = app.redirectUris.filter(isRedirectUri);
  if (isNative(app) && !uris.every(mayBeOfNative))
    return 'must be local by http and elsewhere by https, for an app that is public or has a scheme of its own';
  return isPairwise(app) && hostsOf(uris).size !== 1 ? 'must be of one host where subject_type is pairwise' : undefined;
}

/** The same check for a whole app. */
export function checkRedirects(
  { redirect_uris: redirectUris, public: isPublic, subject_type: subjectType }: AppEntry,
  context: z.RefinementCtx,
): void {
  const message = faultOfRedirects({ redirectUris, isPublic, subjectType });
  if (message) context.addIssue({ code: 'custom', path: ['redirect_uris'], message });
}

/** OpenID Connect Core 1.0, 8.1: URIs on several hosts would need a document that lists them. */
const hostsOf = (uris: readonly string[]): Set<string> => new Set(uris.map((uri) => new URL(uri).host));

/** Hashes of what an app shows, and the secrets that sign webhooks to it. */
export type Keys = Pick<App, 'secretHashes' | 'apiKeyHashes' | 'webhookSecrets'>;

export const toApp = (entry: AppEntry, keys: Keys): App =>
  ({
    id: entry.id,
    name: entry.name,
    domain: entry.domain,
    logo: entry.logo,
    color: entry.color,
    redirectUris: entry.redirect_uris,
    postLogoutRedirectUris: entry.post_logout_redirect_uris,
    backchannelLogoutUri: entry.backchannel_logout_uri,
    isPublic: entry.public,
    isFirstParty: entry.first_party,
    idTokenAlgorithm: entry.id_token_signed_response_alg,
    subjectType: entry.subject_type,
    scopes: entry.scopes,
    bot: entry.bot,
    returnTo: entry.return_to,
    languages: entry.languages,
    waysIn: entry.ways_in,
    sessionHours: entry.session_hours,
    audience: entry.audience,
    webhookUrl: entry.webhook_url,
    ...keys,
  }) satisfies Record<keyof App, unknown>;
