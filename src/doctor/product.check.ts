import { createPublicKey, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { Config } from '../config/config';
import { careful, codeOf, well, wrong, type Finding } from './finding';

const WITHIN_MS = 10_000;
const OF_ALL: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
const NOTHING_LISTENS = /^(ECONNREFUSED|E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|ERR_INVALID_URL)$/;
const SAME_PORT = 'While it does, a start fails with EADDRINUSE: stop that program, or set another PORT.';
const about = 'product';

const health = z.object({
  status: z.string(),
  storage: z.string(),
  /** Of a product that is opening a large store, only its stand-in answers (live.ts), which has no instance. */
  instance: z.string(),
  bots: z.array(z.object({ username: z.string().nullish() })),
});
const appInfo = z.object({ sandbox: z.boolean(), app: z.object({ name: z.string() }) });
const openId = z.object({ issuer: z.url() });
const jwks = z.object({ keys: z.array(z.object({ x: z.string().optional() })) });

/** What `/health` says of a product that answers. */
export type Health = z.output<typeof health>;

type Answer = Readonly<{
  status: number;
  /** Undefined where something else than the product answers. */
  said: Health | 'starting' | undefined;
}>;

/** What was found at the product's port. */
export type Product = Readonly<{
  finding: Finding;
  /** What it says of itself, where it answers and is the installation that the settings describe. */
  health?: Health;
  /** It may have the store open and get the bots' updates: also while it starts, hangs, or runs with other settings. */
  isThere: boolean;
}>;

type Settings = Pick<Config, 'host' | 'port' | 'publicUrl' | 'telegram' | 'brand' | 'session'>;

export async function lookForProduct(settings: Settings): Promise<Product> {
  const url = localUrl(settings);
  try {
    const { said } = await healthAt(url);
    if (said === 'starting')
      return {
        isThere: true,
        finding: careful(about, 'is starting', 'Run the doctor again once its log says that it is up.'),
      };
    if (said === undefined)
      return { isThere: false, finding: wrong(about, 'something else answers at its port', SAME_PORT) };
    const differences = await differencesAt(url, settings, said);
    return differences.length === 0
      ? { health: said, isThere: true, finding: ofStatus(said.status) }
      : { isThere: true, finding: ofAnother(differences) };
  } catch (error) {
    return ofSilence(codeOf(error));
  }
}

/** Where the product listens, as this machine reaches it. */
function localUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const name = OF_ALL[host] ?? host;
  return `http://${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
}

/** @throws where nothing answers */
export async function healthAt(url: string): Promise<Answer> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(WITHIN_MS) });
  const said = readJson(await response.text());
  const isStandIn = response.status === 503 && (said as Partial<Health> | undefined)?.status === 'unavailable';
  return { status: response.status, said: health.safeParse(said).data ?? (isStandIn ? 'starting' : undefined) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** In what its public answers differ from the settings that the doctor has. */
async function differencesAt(url: string, settings: Settings, { bots }: Health): Promise<string[]> {
  const [app, issuer, keys] = await Promise.all([
    read(`${url}/api/app`, appInfo),
    read(`${url}/.well-known/openid-configuration`, openId),
    read(`${url}/.well-known/jwks.json`, jwks),
  ]);
  const { publicUrl, telegram, brand, session } = settings;
  const ours = [session.privateKey, session.previousPrivateKey].flatMap((key) => (key ? [publicPartOf(key)] : []));
  const differences: string[] = [];
  if (issuer && issuer.issuer !== publicUrl) differences.push(`its PUBLIC_URL is ${issuer.issuer}`);
  if (app && app.sandbox !== telegram.sandbox)
    differences.push(`it has ${app.sandbox ? 'no' : 'a'} TELEGRAM_BOT_TOKEN`);
  else if (bots.length !== telegram.botTokens.length)
    differences.push(`its TELEGRAM_BOT_TOKEN names ${bots.length} bots`);
  if (app && app.app.name !== brand.name) differences.push('it has another APP_NAME');
  if (keys && !keys.keys.some(({ x }) => ours.includes(x))) differences.push('it has another JWT_PRIVATE_KEY');
  return differences;
}

/** Undefined where it does not say, as an earlier version may not. */
async function read<T>(url: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) });
    return schema.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}

const publicPartOf = (key: KeyObject): string | undefined => createPublicKey(key).export({ format: 'jwk' }).x;

const ofAnother = (differences: readonly string[]): Finding =>
  wrong(
    about,
    `what answers at its port has other settings than these: ${differences.join(', ')}`,
    'Run the doctor with the settings of that installation: its folder, .env and environment. If these are its settings, restart it: they were changed after its start.',
  );

const ofStatus = (status: string): Finding =>
  status === 'ok'
    ? well(about, 'runs here, and says that all is well')
    : careful(
        about,
        `runs here, and says that it is ${status}`,
        'See /admin: its first line says what is wrong and what to do.',
      );

function ofSilence(code: string): Product {
  if (/timeout/i.test(code)) {
    const mend =
      'It hangs, or this machine is overloaded: restart it. If another program is using that port, stop that program.';
    return { isThere: true, finding: wrong(about, `does not answer at its port (${code})`, mend) };
  }
  if (NOTHING_LISTENS.test(code)) {
    const mend = 'Start it, then run the doctor again: PUBLIC_URL, TLS and the proxy are only checked while it runs.';
    return { isThere: false, finding: careful(about, `is not running here (${code})`, mend) };
  }
  return {
    isThere: false,
    finding: wrong(about, `something other than an HTTP server is using its port (${code})`, SAME_PORT),
  };
}
