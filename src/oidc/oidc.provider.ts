import type { Client, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { clock } from '../clock';
import { SCOPES, type App } from '../config/apps/app';
import type { Apps } from '../apps/apps';
import type { AccountService } from '../account/account.service';
import type { Config } from '../config/config';
import { fetchBy } from '../outgoing-proxy';
import { isOneOf } from '../secrets/same-secret';
import { hashOf } from '../ids';
import type { SigningKeyring } from '../session/tokens/signing.keyring';
import { ACR_VALUES, CLAIMS_BY_SCOPE, claimsOf, takesClass } from './claims';
import { grantFor } from './consent';
import type { Logouts } from './logout/logouts';
import type { OidcRecords } from './store/oidc.adapter';
import { createPages } from './oidc.pages';
import type { PairwiseSubjects } from './pairwise.subjects';
import type { Pictures } from './picture/pictures';

/** Loaded on first use: it takes a tenth of a second and some megabytes. */
type Library = typeof import('oidc-provider');

type Parts = Readonly<{
  config: Config;
  apps: Apps;
  accounts: AccountService;
  records: OidcRecords;
  subjects: PairwiseSubjects;
  pictures: Pictures;
  keyring: SigningKeyring;
  logouts: Logouts;
}>;

/** How the library tells an app that a person has signed out. */
export type Told = {
  backchannelLogout(userId: string, sid: string): Promise<void>;
  tellSignedOut(userId: string, sid: string): Promise<void>;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Our own reason for asking for a new sign-in. */
export const SIGN_IN_ANEW = 'sign_in_anew';

const TTL_SECONDS = {
  AccessToken: 10 * MINUTE,
  AuthorizationCode: MINUTE,
  IdToken: 10 * MINUTE,
  DeviceCode: 10 * MINUTE,
  Interaction: 15 * MINUTE,
  PushedAuthorizationRequest: MINUTE,
  Grant: 365 * DAY,
};

/** The paths of the endpoints: a contract, because apps have them in their settings. */
export const ROUTES = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userinfo',
  revocation: '/oauth2/revoke',
  introspection: '/oauth2/introspect',
  pushed_authorization_request: '/oauth2/par',
  device_authorization: '/oauth2/device',
  end_session: '/oauth2/logout',
  code_verification: '/device',
  jwks: '/.well-known/jwks.json',
};

const COOKIES = { session: 'oidc_session', interaction: 'oidc_interaction', resume: 'oidc_resume' };

/** The certified library with our records, keys, accounts and pages; none of the protocol is our own code. */
export function createProvider(parts: Parts): Provider {
  const library = loadLibrary();
  const { config } = parts;
  const provider = new library.Provider(config.publicUrl, configurationOf(library, parts));
  useOurUrls(provider);
  narrowCookies(provider, config.publicUrl);
  compareHashes(provider);
  allowOfflineAccess(provider);
  repeatSuccessors(library, provider, parts.records);
  followSessions(provider);
  tellBySelf(provider, parts.logouts);
  return provider;
}

function configurationOf(
  library: Library,
  { config, apps, accounts, records, subjects, pictures, keyring }: Parts,
): Configuration {
  const lifeOfSession = config.session.refreshTokenTtlDays * DAY;
  const { InvalidGrant, InvalidTarget } = library.errors;
  const pages = createPages(apps);
  return {
    adapter: (model) => records.adapterOf(model, () => new InvalidGrant(`${model} was used already`)),
    jwks: { keys: keysOf(keyring) },
    routes: ROUTES,
    scopes: [...SCOPES],
    claims: CLAIMS_BY_SCOPE,
    acrValues: ACR_VALUES,
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_, accountId, { clientId }) => subjects.of(accountId, clientId),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: keyring.rs256.length > 0 ? ['RS256', 'ES256'] : ['ES256'] },
    pkce: { required: (_, { clientAuthMethod }) => clientAuthMethod === 'none' },
    extraClientMetadata: { properties: ['first_party', 'session_hours', 'ways_in'] },
    conformIdTokenClaims: false,
    cookies: {
      names: COOKIES,
      long: { httpOnly: true, sameSite: 'lax', signed: false },
      short: { httpOnly: true, sameSite: 'lax', signed: false },
    },
    ttl: {
      ...TTL_SECONDS,
      Session: lifeOfSession,
      AccessToken: (ctx, _, client) => lifeOf(TTL_SECONDS.AccessToken, ctx, client),
      RefreshToken: (ctx, _, client) => lifeOf(lifeOfSession, ctx, client),
    },
    expiresWithSession: () => false,
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    clientBasedCORS: (_, origin, { redirectUris = [] }) => redirectUris.some((uri) => originOf(uri) === origin),
    interactions: { policy: policyOf(library), url: (_, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: (ctx) => grantFor(ctx, records),
    findAccount: finderOf({ config, accounts, pictures }),
    // The library's own dispatcher refuses private networks, where most apps of a self-hosted service are. It only
    // calls addresses for back-channel logout, and only operators can set those.
    fetch: ((url: string, options: object) => fetchBy(config.proxy, url, options)) as never,
    renderError: pages.renderError,
    features: featuresOf(apps, pages, InvalidTarget),
  };
}

const keysOf = ({ rs256, es256 }: Parts['keyring']) =>
  [rs256, es256].flat().map(({ kid, privateKey, jwk: { alg, use } }) => ({
    ...privateKey.export({ format: 'jwk' }),
    kid,
    alg,
    use,
  }));

const finderOf =
  ({ config, accounts, pictures }: Pick<Parts, 'config' | 'accounts' | 'pictures'>): Configuration['findAccount'] =>
  async ({ oidc }, id) => {
    const user = await accounts.find(id);
    if (!user || user.disabledAt) return undefined;
    const of = { userId: id, appId: oidc.client!.clientId };
    // Only there: an ID token may be kept for years, and the picture may have changed or gone by then.
    const isShown = (use: string, scope: string) => use === 'userinfo' && scope.split(' ').includes('profile');
    return {
      accountId: id,
      claims: async (use, scope) => {
        const path = isShown(use, scope) ? await pictures.pathFor(of) : undefined;
        return { ...claimsOf(user), ...(path !== undefined && { picture: config.publicUrl + path }) };
      },
    };
  };

const featuresOf = (
  apps: Apps,
  pages: ReturnType<typeof createPages>,
  InvalidTarget: Library['errors']['InvalidTarget'],
): Configuration['features'] => ({
  devInteractions: { enabled: false },
  backchannelLogout: { enabled: true },
  claimsParameter: { enabled: true },
  dPoP: { enabled: false },
  // A token for an app's own API is valid there alone: it opens nothing here, and our own tokens are not valid there.
  resourceIndicators: {
    enabled: true,
    getResourceServerInfo: async (_, resource, { clientId }) => {
      const app = await apps.find(clientId);
      if (app?.audience !== resource) throw new InvalidTarget();
      const sign = { alg: app.idTokenAlgorithm };
      return { scope: '', accessTokenFormat: 'jwt', jwt: { sign } };
    },
  },
  revocation: { enabled: true, allowedPolicy: (_, { clientId }, token) => token.clientId === clientId },
  introspection: { enabled: true, allowedPolicy: (_, { clientId }, token) => token.clientId === clientId },
  pushedAuthorizationRequests: { enabled: true },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: pages.logoutSource,
    postLogoutSuccessSource: pages.loggedOutSource,
  },
  deviceFlow: {
    enabled: true,
    userCodeInputSource: pages.userCodeInputSource,
    userCodeConfirmSource: pages.userCodeConfirmSource,
    successSource: pages.deviceSuccessSource,
  },
});

/**
 * Tokens end `session_hours` after the sign-in, if the app has that setting. The entity that knows when the sign-in was
 * is one of `BY_SIGN_IN` (oidc.adapter.ts), or a refresh token.
 */
function lifeOf(seconds: number, { oidc }: KoaContextWithOIDC, { session_hours: hours }: Client): number {
  const { AuthorizationCode: code, RefreshToken: token, DeviceCode: device } = oidc.entities;
  const authTime = (code ?? token ?? device)?.authTime;
  if (typeof hours !== 'number' || authTime === undefined) return seconds;
  return Math.max(1, Math.min(seconds, authTime + hours * HOUR - secondsNow()));
}

/** The existing sign-in may be too old for the app, or have used a way in that is closed to it. */
function mustSignInAnew({ oidc }: KoaContextWithOIDC): boolean {
  const { session, client } = oidc;
  if (!session?.accountId || oidc.result?.login) return false;
  const { session_hours: hours, ways_in: waysIn } = client as Client;
  const isOld = typeof hours === 'number' && secondsNow() - (session.authTime() ?? 0) > hours * HOUR;
  return isOld || !takesClass({ waysIn: waysIn as App['waysIn'] }, session.acr);
}

/**
 * People confirm each sign-in to a native app, which another could impersonate, unless it is the team's own. They sign
 * in anew if the app does not accept the sign-in that they have.
 */
function policyOf({ interactionPolicy }: Library) {
  const policy = interactionPolicy.base();
  policy
    .get('login')!
    .checks.add(new interactionPolicy.Check(SIGN_IN_ANEW, 'a new sign-in is required', mustSignInAnew));
  const { checks } = policy.get('consent')!;
  const ofNative = checks.get('native_client_prompt')!;
  const { check } = ofNative;
  ofNative.check = (ctx) => (ctx.oidc.client?.first_party ? false : check(ctx));
  return policy;
}

/** `PUBLIC_URL` is the only source of links. */
function useOurUrls(provider: Provider): void {
  (provider.OIDCContext.prototype as { urlFor: Provider['urlFor'] }).urlFor = (name, options) =>
    provider.urlFor(name, options);
}

/**
 * `PUBLIC_URL` decides whether cookies are sent over https alone. The library says when a cookie expires, by the
 * machine's clock, and browsers compare that with our `Date`, which is right also where that clock is not: so it says
 * how long the cookie lasts instead.
 */
function narrowCookies(provider: Provider, publicUrl: string): void {
  const isHttps = publicUrl.startsWith('https:');
  provider.use(async (ctx, next) => {
    const ages = new Map<string, number>();
    ctx.cookies.secure = isHttps;
    const set = ctx.cookies.set.bind(ctx.cookies);
    ctx.cookies.set = (name, value, options) => {
      if (options?.maxAge !== undefined) ages.set(name, Math.floor(options.maxAge / 1000));
      // Only the page's calls to the API of its interaction have to show which browser began it.
      const path = name === COOKIES.interaction ? { path: `/api/interactions/${value}` } : {};
      return set(name, value, { ...options, ...path });
    };
    await next();
    const lines = [ctx.response.headers['set-cookie'] ?? []].flat().map((line) => withAge(String(line), ages));
    if (lines.length > 0) ctx.set('set-cookie', lines);
  });
}

function withAge(line: string, ages: ReadonlyMap<string, number>): string {
  const age = ages.get(line.slice(0, line.indexOf('=')));
  return age === undefined ? line : line.replace(/; expires=[^;]+/i, `; max-age=${age}`);
}

/** Secrets are stored as hashes, several of them during a rotation. */
function compareHashes(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function (this: { clientSecret?: string }, given: string) {
    return isOneOf(hashOf(given), (this.clientSecret ?? '').split(' '));
  };
}

/**
 * The library drops `offline_access` from a request without `prompt=consent`. The app gets a refresh token all the
 * same, and clients that repeat their original scopes when they use it (Authlib) must not be refused.
 */
function allowOfflineAccess(provider: Provider): void {
  Object.defineProperty(provider.RefreshToken.prototype, 'scopes', {
    get(this: { scope?: string }) {
      return new Set([...(this.scope?.split(' ') ?? []), 'offline_access']);
    },
  });
}

/**
 * An app that missed the answer shows its refresh token again, and gets the same successor until that is used
 * (oidc.adapter.ts). The library generates a token's id when it saves the token.
 */
function repeatSuccessors({ Provider }: Library, { RefreshToken }: Provider, records: OidcRecords): void {
  const prototype = RefreshToken.prototype as unknown as { generateTokenId(): string };
  const { generateTokenId } = prototype;
  prototype.generateTokenId = function () {
    const exchanged = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti;
    return exchanged === undefined ? generateTokenId.call(this) : records.successorOf(exchanged);
  };
}

/** A browser is signed in to apps through one of our sessions: its record takes that session's id as `uid`. */
function followSessions(provider: Provider): void {
  provider.on('interaction.ended', (ctx: KoaContextWithOIDC) => {
    const { result, session } = ctx.oidc;
    if (result?.login && session) session.uid = result.sessionId as string;
  });
}

/** The library tells apps once, and only of sign-outs on its own page: we store each logout and tell it ourselves. */
function tellBySelf(provider: Provider, logouts: Logouts): void {
  const client = provider.Client.prototype as unknown as Told;
  client.tellSignedOut = client.backchannelLogout;
  client.backchannelLogout = (_, sid) => logouts.end(sid);
}

const secondsNow = (): number => Math.floor(clock.wall().getTime() / 1000);

const originOf = (uri: string): string | undefined => (URL.canParse(uri) ? new URL(uri).origin : undefined);

/** Mutes the library's warning about Node 20, on which it was tried and works. */
function loadLibrary(): Library {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return require('oidc-provider') as Library;
  } finally {
    console.warn = warn;
  }
}
