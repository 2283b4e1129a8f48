import type { Client, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { clock } from '../clock';
import { SCOPES, type App } from '../config/apps/app';
import type { Apps } from '../apps/apps';
import type { AccountService } from '../account/account.service';
import type { Config } from '../config/config';
import { fetchBy } from '../proxy';
import { isOneOf } from '../same-secret';
import { hashOf } from '../ids';
import type { SigningKeyring } from '../session/tokens/signing.keyring';
import { ACR_VALUES, CLAIMS_BY_SCOPE, claimsOf, takesClass } from './claims';
import { grantFor } from './consent';
import type { Logouts } from './logout/logouts';
import type { OidcRecords } from './store/oidc.adapter';
import { createPages } from './oidc.pages';
import type { PairwiseSubjects } from './pairwise.subjects';
import type { Pictures } from './picture/pictures';

/** The library is loaded when it is first asked for: a tenth of a second, and some megabytes. */
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

/** Why the library asks for a new sign-in, in a word of ours. */
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

/** The path of the endpoint that authorizes, and of every other: contract of ours with those who wrote them down. */
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

/** The certified library, with our records, keys, people and pages; nothing of the protocol is ours. */
export function createProvider(parts: Parts): Provider {
  const library = loadLibrary();
  const { config } = parts;
  const provider = new library.Provider(config.publicUrl, configurationOf(library, parts));
  useOurUrls(provider, config.publicUrl);
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
    jwks: {
      keys: [keyring.rs256, keyring.es256].flat().map(({ kid, privateKey, jwk: { alg, use } }) => ({
        ...privateKey.export({ format: 'jwk' }),
        kid,
        alg,
        use,
      })) as never,
    },
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
    // The library's own dispatcher refuses private networks, where most apps of a self-hosted service are. All that is
    // called are the addresses for back-channel logout, and only operators say what those are.
    fetch: ((url: string, options: object) => fetchBy(config.proxy, url, options)) as never,
    renderError: pages.renderError,
    features: featuresOf(apps, pages, InvalidTarget),
  };
}

const finderOf =
  ({ config, accounts, pictures }: Pick<Parts, 'config' | 'accounts' | 'pictures'>): Configuration['findAccount'] =>
  async ({ oidc }, id) => {
    const user = await accounts.find(id);
    if (!user || user.disabledAt) return undefined;
    const of = { userId: id, appId: oidc.client!.clientId };
    // An ID token may be kept for years, and the picture be another or none by then.
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
  // What an app's own API takes is for that alone: it opens nothing here, and what opens something here is not for it.
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
 * What an app has of a sign-in ends with that: where it wants people to sign in anew after some hours, by then. What it came
 * by is one of `BY_SIGN_IN` (oidc.adapter.ts), or a refresh token.
 */
function lifeOf(seconds: number, { oidc }: KoaContextWithOIDC, { session_hours: hours }: Client): number {
  const { AuthorizationCode: code, RefreshToken: token, DeviceCode: device } = oidc.entities;
  const authTime = (code ?? token ?? device)?.authTime;
  if (typeof hours !== 'number' || authTime === undefined) return seconds;
  return Math.max(1, Math.min(seconds, authTime + hours * HOUR - secondsNow()));
}

/** Who is signed in already may be so by a way that is closed to the app, or for longer than it takes. */
function mustSignInAnew({ oidc }: KoaContextWithOIDC): boolean {
  const { session, client } = oidc;
  if (!session?.accountId || oidc.result?.login) return false;
  const { session_hours: hours, ways_in: waysIn } = client as Client;
  const isOld = typeof hours === 'number' && secondsNow() - (session.authTime() ?? 0) > hours * HOUR;
  return isOld || !takesClass({ waysIn: waysIn as App['waysIn'] }, session.acr);
}

/**
 * People confirm each sign-in to an app that another could pass for, unless it is the team's own; and sign in anew where the
 * app does not take the sign-in that they have.
 */
function policyOf({ interactionPolicy }: Library) {
  const policy = interactionPolicy.base();
  policy
    .get('login')!
    .checks.add(new interactionPolicy.Check(SIGN_IN_ANEW, 'a new sign-in is required', mustSignInAnew));
  const { checks } = policy.get('consent')!;
  const ofNative = checks.get('native_client_prompt')!;
  const { check } = ofNative;
  ofNative.check = (ctx) => (ctx.oidc.client!.first_party ? false : check(ctx));
  return policy;
}

/** `PUBLIC_URL` is the only source of links, and says whether cookies go over https alone. */
function useOurUrls(provider: Provider, publicUrl: string): void {
  const isHttps = publicUrl.startsWith('https:');
  (provider.OIDCContext.prototype as { urlFor: Provider['urlFor'] }).urlFor = (name, options) =>
    provider.urlFor(name, options);
  provider.use(async (ctx, next) => {
    ctx.cookies.secure = isHttps;
    const set = ctx.cookies.set.bind(ctx.cookies);
    // The page asks the API of its interaction, and no other request needs to know who began it.
    ctx.cookies.set = (name, value, options) =>
      set(name, value, name === COOKIES.interaction ? { ...options, path: `/api/interactions/${value}` } : options);
    await next();
  });
}

/** We keep hashes of secrets, several while one is exchanged for another. */
function compareHashes(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function (this: { clientSecret?: string }, given: string) {
    return isOneOf(hashOf(given), (this.clientSecret ?? '').split(' '));
  };
}

/**
 * The library drops `offline_access` from a question without `prompt=consent`. An app gets a refresh token all the same, and
 * clients that repeat what they asked for when they use it (Authlib) must not be refused for that word.
 */
function allowOfflineAccess(provider: Provider): void {
  Object.defineProperty(provider.RefreshToken.prototype, 'scopes', {
    get(this: { scope?: string }) {
      return new Set([...(this.scope?.split(' ') ?? []), 'offline_access']);
    },
  });
}

/**
 * An app whose answer was lost shows its refresh token again, and gets the same successor until that is used (oidc.adapter.ts).
 * The library makes a token's name when it keeps it.
 */
function repeatSuccessors({ Provider }: Library, { RefreshToken }: Provider, records: OidcRecords): void {
  const prototype = RefreshToken.prototype as unknown as { generateTokenId(): string };
  const { generateTokenId } = prototype;
  prototype.generateTokenId = function () {
    const exchanged = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti;
    return exchanged === undefined ? generateTokenId.call(this) : records.successorOf(exchanged);
  };
}

/** A browser that is signed in to apps is signed in by one of our sessions, and its record is named so. */
function followSessions(provider: Provider): void {
  provider.on('interaction.ended', (ctx: KoaContextWithOIDC) => {
    const { result, session } = ctx.oidc;
    if (result?.login && session) session.uid = result.sessionId as string;
  });
}

/** The library tells apps once, and of a sign-out at its own page alone: what it would tell is written down, and told by us. */
function tellBySelf(provider: Provider, logouts: Logouts): void {
  const client = provider.Client.prototype as unknown as Told;
  client.tellSignedOut = client.backchannelLogout;
  client.backchannelLogout = (_, sid) => logouts.end(sid);
}

const secondsNow = (): number => Math.floor(clock.wall().getTime() / 1000);

const originOf = (uri: string): string | undefined => (URL.canParse(uri) ? new URL(uri).origin : undefined);

/** It warns of Node 20, on which it was tried and works. */
function loadLibrary(): Library {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return require('oidc-provider') as Library;
  } finally {
    console.warn = warn;
  }
}
