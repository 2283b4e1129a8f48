import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hashOf } from '../ids';
import { SCOPES, type App } from './app';

/** As generators of passwords make it; what has fewer random bits could be found from its hash. */
const MIN_SECRET_LENGTH = 32;

/** Native apps have a scheme of their own, or a loopback address (RFC 8252). */
const redirectUri = z
  .string()
  .refine(isRedirectUri, 'must be an absolute URL without fragment, and https unless it is local');

const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an exact origin');

const entry = z
  .strictObject({
    id: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 characters of A-Z, a-z, 0-9, _, . and -'),
    name: z.string().trim().min(1).max(64),
    domain: z
      .string()
      .regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain name')
      .optional(),
    logo: z.url({ protocol: /^https?$/ }).optional(),
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #1f6feb')
      .optional(),
    redirect_uris: z.array(redirectUri),
    post_logout_redirect_uris: z.array(redirectUri).default([]),
    backchannel_logout_uri: z.url({ protocol: /^https?$/ }).optional(),
    secret: z.string().min(MIN_SECRET_LENGTH, `must have at least ${MIN_SECRET_LENGTH} characters`).optional(),
    secret_file: z.string().optional(),
    public: z.boolean().default(false),
    first_party: z.boolean().default(false),
    id_token_signed_response_alg: z.enum(['RS256', 'ES256']).default('RS256'),
    subject_type: z.enum(['public', 'pairwise']).optional(),
    scopes: z.array(z.enum(SCOPES)).default([...SCOPES]),
    bot: z
      .union([z.string().regex(/^@\w{5,32}$/, 'must be a name such as @my_bot, or an id'), z.int().positive()])
      .optional(),
    return_to: z.array(origin).default([]),
  })
  .refine((app) => app.public === (app.secret === undefined && app.secret_file === undefined), {
    message: 'must have a secret, a secret_file, or "public": true',
  })
  .refine((app) => app.subject_type !== 'pairwise' || hostsOf(app.redirect_uris).size === 1, {
    path: ['redirect_uris'],
    message: 'must be of one host where subject_type is pairwise',
  });

const file = z
  .strictObject({ apps: z.array(entry) })
  .refine(({ apps }) => new Set(apps.map(({ id }) => id)).size === apps.length, {
    path: ['apps'],
    message: 'must have ids of their own',
  });

/**
 * Reads the apps that `APPS_FILE` declares.
 * @returns the apps, or what is wrong: a line each, that names the place and never the value
 */
export function readApps(path: string): Readonly<{ apps: App[]; faults: string[] }> {
  const faulty = (...faults: string[]) => ({ apps: [], faults: faults.map((fault) => `APPS_FILE ${fault}`) });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return faulty(code === undefined ? 'must be well-formed JSON' : `cannot be read (${code})`);
  }
  const parsed = file.safeParse(json);
  if (!parsed.success)
    return faulty(...parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`));
  const faults: string[] = [];
  const apps = parsed.data.apps.map((declared, index) => {
    const secret = secretOf(declared, (fault) => faults.push(`apps.${index}.secret_file ${fault}`));
    return toApp(declared, secret);
  });
  return faults.length > 0 ? faulty(...faults) : { apps, faults };
}

type Entry = z.output<typeof entry>;

function secretOf({ secret, secret_file: path }: Entry, tell: (fault: string) => void): string | undefined {
  if (path === undefined) return secret;
  try {
    const read = readFileSync(path, 'utf8').trim();
    if (read.length < MIN_SECRET_LENGTH) tell(`must have at least ${MIN_SECRET_LENGTH} characters`);
    return read;
  } catch (error) {
    tell(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

const toApp = (declared: Entry, secret: string | undefined): App => ({
  id: declared.id,
  name: declared.name,
  domain: declared.domain,
  logo: declared.logo,
  color: declared.color,
  redirectUris: declared.redirect_uris,
  postLogoutRedirectUris: declared.post_logout_redirect_uris,
  backchannelLogoutUri: declared.backchannel_logout_uri,
  secretHashes: secret === undefined ? [] : [hashOf(secret)],
  isFirstParty: declared.first_party,
  idTokenAlgorithm: declared.id_token_signed_response_alg,
  subjectType: declared.subject_type,
  scopes: declared.scopes,
  bot: declared.bot,
  returnTo: declared.return_to,
});

/** As OpenID Connect Core 1.0, 8.1 has it: what lies on several hosts would need a document that lists them. */
const hostsOf = (uris: readonly string[]): Set<string> =>
  new Set(uris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri).host));

function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#') || text.includes('*')) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === 'http:')
    return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost');
  return protocol === 'https:' || /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
}
