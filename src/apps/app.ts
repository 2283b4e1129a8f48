/** A product that people sign in to by us; OpenID calls it a client. */
export type App = Readonly<{
  id: string;
  /** What people read: in the message, in the waiting room, when they are asked for their consent. */
  name: string;
  domain?: string;
  /** URL of a picture. */
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
  /** `pairwise`: it knows people by names that no other app knows them by; `public` where absent: by their accounts' ids. */
  subjectType?: 'public' | 'pairwise';
  /** What it may ask for. */
  scopes: readonly string[];
  /** The bot that writes for it, by its name (`@…`) or its id; any of the pool where there is none. */
  bot?: string | number;
  /** Origins that the plain web app may lead people back to. */
  returnTo: readonly string[];
}>;

export const SCOPES = ['openid', 'profile', 'email', 'phone', 'telegram', 'offline_access'] as const;

export const isPairwise = ({ subjectType }: App): boolean => subjectType === 'pairwise';

/** It cannot keep a secret, so it proves by PKCE that a code is its own. */
export const isPublic = ({ secretHashes }: App): boolean => secretHashes.length === 0;
