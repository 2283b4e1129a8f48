import type { Language } from '../languages';

/** A product that people sign in to by us; OpenID calls it a client. */
export type App = Readonly<{
  id: string;
  /** What people read: in the message, in the waiting room, when they are asked for their consent. */
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
  /** SHA-256 of each secret that is good now, as base64url. Without one, an app that is not public gets no token. */
  secretHashes: readonly string[];
  /** The same of each key by which its back ends have people confirm something. */
  apiKeyHashes: readonly string[];
  /** The team's own: people are not asked whether it may know them. */
  isFirstParty: boolean;
  idTokenAlgorithm: 'RS256' | 'ES256';
  /** `pairwise`: it knows people by names that no other app knows them by; `public` where absent: by their accounts' ids. */
  subjectType?: 'public' | 'pairwise';
  /** What it may ask for. */
  scopes: readonly string[];
  /** The bot that writes for it, by its name (`@…`) or its id; any of the pool where there is none. */
  bot?: string | number;
  /** Origins that the plain web app may lead people back to. */
  returnTo: readonly string[];
  /** Those that its people are spoken to in, the first to whom none of them is theirs; all where absent. */
  languages?: readonly Language[];
  /** Those that are open to it; all where absent. */
  waysIn?: readonly WayIn[];
  /** After which people sign in to it anew, and what it has of them ends; as long as our own session where absent. */
  sessionHours?: number;
  /** What its own API is called: access tokens for it say so, and are JWTs, which that verifies by itself. */
  audience?: string;
  /** Where its back end is told what becomes of its verifications; where absent, `WEBHOOK_URL` is told. */
  webhookUrl?: string;
  /** What webhooks to there are signed by: by each, while one is exchanged for another. */
  webhookSecrets: readonly string[];
}>;

/** By the code that is typed where it was asked for, by the link of the message, or by letting in the device that waits. */
export const WAYS_IN = ['code', 'link', 'approval'] as const;
export type WayIn = (typeof WAYS_IN)[number];

export const isOpenTo = ({ waysIn = WAYS_IN }: Pick<App, 'waysIn'>, way: WayIn): boolean => waysIn.includes(way);

/** How an app shows itself to people. */
export type Brand = Pick<App, 'id' | 'name' | 'domain' | 'logo' | 'color' | 'languages' | 'waysIn'>;

/** The language that an app speaks to who would like this one. */
export const languageFor = ({ languages: [first, ...others] = [] }: Pick<App, 'languages'>, wished: string): string =>
  first === undefined || others.some((language) => language === wished) ? wished : first;

/** What people sign in to where no app has sent them here; the settings `APP_…` describe it. */
export const DEFAULT_APP = 'default';
/** Its name, unless the operator has another. */
export const DEFAULT_NAME = 'Telega2Go';

export const SCOPES = ['openid', 'profile', 'email', 'phone', 'telegram', 'offline_access'] as const;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** RFC 8252: it has a scheme of its own, or keeps no secret and listens on its own machine, at whatever port is free. */
export const isNative = ({ redirectUris, isPublic }: Pick<App, 'redirectUris' | 'isPublic'>): boolean =>
  redirectUris.some((uri) => !/^https?:/.test(uri) || (isPublic && uri.startsWith('http:')));

/** The standard cuts them off, or out: two URLs would look alike, and be different ones. */
export const hasBlanks = (url: string): boolean => /[\s\p{Cc}\p{Cs}]/u.test(url);

export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || hasBlanks(text) || /[#*]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === 'http:') return LOOPBACK.includes(hostname) || hostname.endsWith('.localhost');
  return protocol === 'https:' || /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
}

/** A native app listens at a loopback address by http, and claims no such address by https: the protocol has it so. */
export function mayBeOfNative(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  return LOOPBACK.includes(hostname) ? protocol !== 'https:' : protocol !== 'http:';
}

/**
 * Whether the plain web app may lead people there who came from the app: at an origin that it has registered, by a URL in
 * which browsers see no other.
 */
export function mayReturnTo({ returnTo }: Pick<App, 'returnTo'>, url: string): boolean {
  if (!URL.canParse(url) || hasBlanks(url)) return false;
  const { protocol, origin, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && !username && !password && returnTo.includes(origin);
}

export const isPairwise = ({ subjectType }: Pick<App, 'subjectType'>): boolean => subjectType === 'pairwise';
