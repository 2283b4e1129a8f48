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
  /** Where it is told that a session of somebody has ended (OpenID Connect Back-Channel Logout 1.0). */
  backchannelLogoutUri?: string;
  /** SHA-256 of each secret that is good now, as base64url; none for what cannot keep one, such as an app on a phone. */
  secretHashes: readonly string[];
  /** The team's own: nobody is asked whether it may know them. */
  isFirstParty: boolean;
  idTokenAlgorithm: 'RS256' | 'ES256';
  /** What it may ask for. */
  scopes: readonly string[];
  /** The bot that writes for it, by its name (`@…`) or its id; any of the pool where there is none. */
  bot?: string | number;
  /** Origins that the plain web app may lead people back to. */
  returnTo: readonly string[];
}>;

/** How an app shows itself to people. */
export type Brand = Readonly<{ id: string; name: string; domain?: string; logo?: string; color?: string }>;

/** What people sign in to where no app has sent them here; the settings `APP_…` describe it. */
export const DEFAULT_APP = 'default';
/** Its name, unless the operator has another. */
export const DEFAULT_NAME = 'Telega2Go';

export const SCOPES = ['openid', 'profile', 'email', 'phone', 'telegram', 'offline_access'] as const;

/** It cannot keep a secret, so it proves by PKCE that a code is its own. */
export const isPublic = ({ secretHashes }: App): boolean => secretHashes.length === 0;
