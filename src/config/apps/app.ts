import type { Language } from '../languages';

/** A product that people sign in to through us; OpenID calls it a client. */
export type App = Readonly<{
  id: string;
  /** Shown to people in the message, in the waiting room, and when they are asked for their consent. */
  name: string;
  domain?: string;
  /** URL of a picture, which browsers fetch from there. */
  logo?: string;
  /** As `#rrggbb`. */
  color?: string;
  /** Exactly these, compared letter by letter. */
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** Where it is told that a person's session has ended (OpenID Connect Back-Channel Logout 1.0). */
  backchannelLogoutUri?: string;
  /** It cannot keep a secret, such as an app on a phone, so it proves by PKCE that a code is its own. */
  isPublic: boolean;
  /** SHA-256 of each secret that is valid now, as base64url. Without one, an app that is not public gets no token. */
  secretHashes: readonly string[];
  /** The same for each API key with which its back ends have people confirm something. */
  apiKeyHashes: readonly string[];
  /** The team's own: people are not asked for their consent. */
  isFirstParty: boolean;
  idTokenAlgorithm: 'RS256' | 'ES256';
  /** `pairwise`: it knows people by ids that no other app sees. `public`, or absent: by the ids of their accounts. */
  subjectType?: 'public' | 'pairwise';
  /** What it may ask for. */
  scopes: readonly string[];
  /** The bot that writes for it, by name (`@…`) or id; any of the pool if absent. */
  bot?: string | number;
  /** Origins that the plain web app may lead people back to. */
  returnTo: readonly string[];
  /** The languages in which people are addressed, the first for all who speak none of them; all if absent. */
  languages?: readonly Language[];
  /** The ways in that are open to it; all if absent. */
  waysIn?: readonly WayIn[];
  /** Hours after which its tokens end and people sign in to it anew; if absent, as long as our own session. */
  sessionHours?: number;
  /** The audience of its own API: access tokens for that are JWTs, which it verifies by itself. */
  audience?: string;
  /** Where its back end is told what becomes of its verifications; if absent, `WEBHOOK_URL` is told instead. */
  webhookUrl?: string;
  /** The secrets that sign webhooks to that address: during a rotation each of them does. */
  webhookSecrets: readonly string[];
}>;

/** Typing the code where it was requested, opening the message's link, or letting in the device that waits. */
export const WAYS_IN = ['code', 'link', 'approval'] as const;
export type WayIn = (typeof WAYS_IN)[number];

export const isOpenTo = ({ waysIn = WAYS_IN }: Pick<App, 'waysIn'>, way: WayIn): boolean => waysIn.includes(way);

/** How an app shows itself to people. */
export type Brand = Pick<App, 'id' | 'name' | 'domain' | 'logo' | 'color' | 'languages' | 'waysIn'>;

/** The language that an app uses with a person who would like `wished`. */
export const languageFor = ({ languages: [first, ...others] = [] }: Pick<App, 'languages'>, wished: string): string =>
  first === undefined || others.some((language) => language === wished) ? wished : first;

/** What people sign in to if no app has sent them here; the settings `APP_…` describe it. */
export const DEFAULT_APP = 'default';
/** Its name, unless the operator sets another. */
export const DEFAULT_NAME = 'Telega2Go';

export const SCOPES = ['openid', 'profile', 'email', 'phone', 'telegram', 'offline_access'] as const;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** RFC 8252: a native app has a scheme of its own, or is public and listens on its own machine, at any free port. */
export const isNative = ({ redirectUris, isPublic }: Pick<App, 'redirectUris' | 'isPublic'>): boolean =>
  redirectUris.some((uri) => !/^https?:/.test(uri) || (isPublic && uri.startsWith('http:')));

/** The URL standard trims or drops blanks: two URLs could look alike and be different. */
export const hasBlanks = (url: string): boolean => /[\s\p{Cc}\p{Cs}]/u.test(url);

export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || hasBlanks(text) || /[#*]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === 'http:') return LOOPBACK.includes(hostname) || hostname.endsWith('.localhost');
  return protocol === 'https:' || /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
}

/** The protocol lets a native app use http at a loopback address alone, and https anywhere but there. */
export function mayBeOfNative(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  return LOOPBACK.includes(hostname) ? protocol !== 'https:' : protocol !== 'http:';
}

/**
 * Whether the plain web app may lead people from that app to this URL: at an origin that the app has registered, and
 * written so that browsers see no other.
 */
export function mayReturnTo({ returnTo }: Pick<App, 'returnTo'>, url: string): boolean {
  if (!URL.canParse(url) || hasBlanks(url)) return false;
  const { protocol, origin, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && !username && !password && returnTo.includes(origin);
}

export const isPairwise = ({ subjectType }: Pick<App, 'subjectType'>): boolean => subjectType === 'pairwise';
