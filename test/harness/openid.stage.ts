import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import { aTemporaryFolder } from './sqlite.store';
import type { SandboxOptions } from '../../src/sandbox/sandbox.world';
import { House } from './house';
import { fetchAlone, OpenidBrowser } from './openid.browser';
import type { Api } from './api';
import { codeOf, type Telegram } from './telegram';

export const CALLBACK = 'https://shop.example/callback';
export const SECRET = 'the-shop-keeps-this-to-itself-0123456789';

/** What an app asked, and what it needs to understand the answer. */
export type Asked = Readonly<{ url: URL; verifier: string; state: string; nonce: string }>;

type Apps = readonly Readonly<Record<string, unknown>>[];

const SHOP = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [CALLBACK], secret: SECRET };

/** The team's own shop, an app of strangers, and one on a phone that keeps no secret. */
const APPS: Apps = [
  { ...SHOP, first_party: true, post_logout_redirect_uris: ['https://shop.example/bye'] },
  { ...SHOP, id: 'stranger', name: 'Stranger', id_token_signed_response_alg: 'ES256' },
  { id: 'phone', name: 'Phone', public: true, redirect_uris: ['com.example.phone:/callback'] },
];

type Place = Readonly<{ app: Readonly<{ url: string }>; api: Api; telegram: Telegram }>;

/** A file that declares apps, for `APPS_FILE`. */
export function anAppsFile(apps: Apps): Readonly<{ path: string; remove: () => void }> {
  const folder = aTemporaryFolder();
  const path = join(folder.path, 'apps.json');
  writeFileSync(path, JSON.stringify({ apps }));
  return { path, remove: folder.remove };
}

/** The product with apps, and people who sign in to them by browsers without scripts. */
export class OpenidStage<P extends Place = House> {
  private constructor(
    readonly house: P,
    readonly close: () => Promise<void>,
  ) {}

  /** Of a product that runs already, and ends by itself. */
  static at<P extends Place>(place: P): OpenidStage<P> {
    return new OpenidStage(place, async () => undefined);
  }

  static async open(
    settings: Readonly<Record<string, string>> = {},
    apps = APPS,
    options: SandboxOptions = {},
  ): Promise<OpenidStage> {
    const file = anAppsFile(apps);
    const house = await House.open({ APPS_FILE: file.path, ...settings }, options);
    return new OpenidStage(house, async () => {
      await house.close();
      file.remove();
    });
  }

  browser(): OpenidBrowser {
    return new OpenidBrowser(this.house.app.url);
  }

  /** What an app learns of us, and by which it asks. */
  discover(id = 'shop', secret: string | undefined = SECRET): Promise<client.Configuration> {
    const options = { execute: [client.allowInsecureRequests], [client.customFetch]: fetchAlone };
    return client.discovery(new URL(this.house.app.url), id, secret, secret ? undefined : client.None(), options);
  }

  /** Somebody signs in to us, in this browser. @returns what their page shows the API */
  async signIn(browser: OpenidBrowser, person = this.house.api.nextPerson()): Promise<string> {
    const fields = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: person };
    const { body } = await browser.post('/api/register', fields);
    const [message] = await this.house.telegram.untilCodeMessages(person, 1);
    const typed = { verification_id: body.verification_id, otp: codeOf(message!)! };
    return (await browser.post('/api/verify-otp', typed)).body.access_token as string;
  }

  /** From the app's question to its answer: by who bears this token, and with their consent where it is asked for. */
  async goOn(browser: OpenidBrowser, page: URL, token: string): Promise<URL> {
    const step = await this.interact(browser, page, 'continue', token);
    if (step.status !== 200) throw new Error(JSON.stringify(step.body));
    return browser.follow(step.body.redirect_to as string);
  }

  interact(browser: OpenidBrowser, page: URL, step: string, token?: string) {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return browser.post(`${apiOf(page)}/${step}`, {}, headers);
  }

  async details(browser: OpenidBrowser, page: URL) {
    const response = await browser.ask(apiOf(page));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** All of it, for an app of the team's own: tokens, and who they are of. */
  async signInTo(config: client.Configuration, browser = this.browser(), more: Record<string, string> = {}) {
    const token = await this.signIn(browser);
    const asked = await ask(config, more);
    const back = await this.goOn(browser, await browser.follow(asked.url), token);
    const tokens = await tokensOf(config, back, asked);
    return { browser, token, asked, back, tokens, sub: tokens.claims()!.sub };
  }
}

const apiOf = (page: URL): string => `/api${page.pathname.replace('/interaction/', '/interactions/')}`;

export async function ask(config: client.Configuration, more: Record<string, string> = {}): Promise<Asked> {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri: CALLBACK,
    scope: 'openid profile email telegram offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ state, nonce },
    ...more,
  };
  return { url: client.buildAuthorizationUrl(config, parameters), verifier, state, nonce };
}

export const tokensOf = (config: client.Configuration, back: URL, { verifier, state, nonce }: Asked) =>
  client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
