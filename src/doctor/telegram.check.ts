import { fetch } from 'undici';
import { clock } from '../clock';
import type { TelegramConfig } from '../config/config';
import { proxyAgent } from '../outgoing-proxy';
import { readAnswer } from '../telegram/api/bot-api.answer';
import { BotApiError, type BotApiErrorKind } from '../telegram/api/bot-api.error';
import type { WebhookInfo } from '../telegram/updates/webhook.keeper';
import { webhookUrl } from '../telegram/updates/webhook.route';
import { certificateFault, isWithoutTls } from './certificate.faults';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import type { Health, Product } from './product.check';

const WITHIN_MS = 10_000;
const SLOW_MS = 2_000;
const MANY_UPDATES = 100;
/** The `Date` header has whole seconds. */
const CLOCK_CAREFUL_SECONDS = 5;
const CLOCK_WRONG_SECONDS = 300;
/** A webhook whose last failure is more recent still counts as failing, even if no update waits. */
const RECENT_MS = 600_000;

type Told<T> = Readonly<{ result: T; tookMs: number; aheadSeconds?: number }>;
/** @throws BotApiError for what Telegram says, or a proxy in its place; else the error of the network */
type Ask = <T extends object>(method: string, parameters?: object) => Promise<Told<T>>;

/** What a bot is checked against. */
export type Situation = Readonly<{
  telegram: TelegramConfig;
  /** If updates come by webhook, Telegram sends them to a path below it. */
  publicUrl: string;
  /** If it runs here, it reports by itself whether another process polls. */
  product: Product;
}>;

/** Whether Telegram accepts the bot's token, in what time, by what clock, and what gets the bot's updates. */
export async function checkBot(token: string, situation: Situation): Promise<Finding[]> {
  const { telegram, publicUrl, product } = situation;
  const [id] = token.split(':');
  const about = `bot ${id}`;
  const ask = askerOf(token, telegram);
  const found: Finding[] = [];
  try {
    const { result, tookMs, aheadSeconds } = await ask<{ username: string }>('getMe');
    found.push(paceOf(about, result.username, tookMs));
    if (product.health && !knows(product.health, result.username)) found.push(unknownTo(about, result.username));
    if (aheadSeconds !== undefined) found.push(ofClock(aheadSeconds));
    found.push(await updatesOf(about, ask, situation, webhookUrl(publicUrl, Number(id), telegram.botTokens.length)));
  } catch (error) {
    found.push(error instanceof BotApiError ? refused(about, error) : unreachable(about, codeOf(error), telegram));
  }
  return found;
}

/** A bot that has not told its name yet may be any. */
const knows = ({ bots }: Health, name: string): boolean =>
  bots.some(({ username }) => typeof username !== 'string' || username === name);

const unknownTo = (about: string, username: string): Finding =>
  wrong(
    about,
    `the product that runs here does not serve @${username}`,
    'TELEGRAM_BOT_TOKEN was changed after its start: restart it. Or these are the settings of another installation.',
  );

export function paceOf(about: string, username: string, tookMs: number): Finding {
  const says = `@${username} answers in ${Math.round(tookMs)} ms`;
  return tookMs < SLOW_MS
    ? well(about, says)
    : careful(about, says, 'Check the network to Telegram, or use a nearer proxy.');
}

function askerOf(token: string, { apiRoot, proxy }: TelegramConfig): Ask {
  return async <T extends object>(method: string, parameters = {}) => {
    const began = performance.now();
    const response = await fetch(`${apiRoot}bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(proxy && { dispatcher: proxyAgent(proxy) }),
    });
    const tookMs = performance.now() - began;
    const at = Date.parse(response.headers.get('date') ?? '');
    const aheadSeconds = Number.isNaN(at) ? undefined : Math.round((clock.now().getTime() - tookMs / 2 - at) / 1000);
    const result = readAnswer<T | undefined>({
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      body: Buffer.from(await response.arrayBuffer()),
    });
    if (typeof result !== 'object' || result === null) throw new BotApiError('unknown', 'no result');
    return { result, tookMs, aheadSeconds };
  };
}

export function unreachable(about: string, code: string, { apiRoot }: TelegramConfig): Finding {
  const says = `Telegram does not answer (${code})`;
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return wrong(about, says, 'The name cannot be resolved: check DNS and TELEGRAM_API_ROOT.');
  const certificate = certificateFault(code);
  if (certificate)
    return wrong(about, `${says}: ${certificate.what}`, isTelegrams(apiRoot) ? NOT_ITS_OWN : certificate.mend);
  if (isWithoutTls(code))
    return wrong(
      about,
      says,
      'What answers does not speak TLS: check TELEGRAM_API_ROOT, and look for a proxy in between.',
    );
  return wrong(about, says, 'Check the firewall (port 443 to api.telegram.org) and HTTPS_PROXY.');
}

/** Telegram's own certificate is in order: another one comes from what intercepts TLS in between. */
const NOT_ITS_OWN =
  "Check this machine's clock, and look for a proxy that intercepts TLS: let api.telegram.org bypass it, or name the certificate of its authority in NODE_EXTRA_CA_CERTS.";

const isTelegrams = (apiRoot: string): boolean => new URL(apiRoot).hostname === 'api.telegram.org';

function refused(about: string, { kind, code, description }: BotApiError): Finding {
  if (code === undefined)
    return wrong(
      about,
      `what answers is not a Bot API (${description})`,
      'Check TELEGRAM_API_ROOT, and look for a proxy that answers by itself.',
    );
  if (code >= 500)
    return wrong(
      about,
      `Telegram, or a proxy in front of it, fails: ${code} ${description}`,
      'Try again in a minute. If it goes on, check HTTPS_PROXY and TELEGRAM_API_ROOT, then whether Telegram is down.',
    );
  return wrong(
    about,
    `Telegram refuses it: ${code} ${description}`,
    MENDS[kind] ?? 'Check whether something else uses this token.',
  );
}

const MENDS: Partial<Record<BotApiErrorKind, string>> = {
  misconfigured: 'Get the token from @BotFather, set TELEGRAM_BOT_TOKEN and restart; or correct TELEGRAM_API_ROOT.',
  rate_limited: 'Wait as long as it says, and check whether something else uses this token.',
};

function ofClock(aheadSeconds: number): Finding {
  const says = `this machine's is ${Math.abs(aheadSeconds)} s ${aheadSeconds < 0 ? 'behind' : 'ahead of'} Telegram's`;
  const mend = 'Synchronize it with a time service (chrony, systemd-timesyncd), then restart the product.';
  if (Math.abs(aheadSeconds) > CLOCK_WRONG_SECONDS) return wrong('clock', says, mend);
  return Math.abs(aheadSeconds) > CLOCK_CAREFUL_SECONDS ? careful('clock', says, mend) : well('clock', says);
}

/** @throws as `Ask` does */
async function updatesOf(
  about: string,
  ask: Ask,
  { telegram, product }: Situation,
  expected: string,
): Promise<Finding> {
  const { result: info } = await ask<WebhookInfo>('getWebhookInfo');
  const found = telegram.updates === 'webhook' ? ofWebhook(about, info, expected) : ofPolling(about, info);
  if (found) return found;
  if (telegram.updates === 'webhook' || product.isThere) return well(about, 'nothing is in the way of its updates');
  // Two polls at a time are both answered with 409: poll once, and only if no process of ours runs here.
  try {
    await ask('getUpdates', { timeout: 0, limit: 1 });
    return well(about, 'nothing else gets its updates');
  } catch (error) {
    if (!(error instanceof BotApiError) || error.kind !== 'conflict') throw error;
    return wrong(
      about,
      'another process polls with this token',
      'If it is an instance of this installation on another machine, all is well. Otherwise find that process and stop it, or give it a bot of its own.',
    );
  }
}

function ofWebhook(about: string, info: WebhookInfo, expected: string): Finding | undefined {
  const { url, pending_update_count: waiting, last_error_message: error } = info;
  if (url === '') return careful(about, 'no webhook is set', 'The product sets it when it starts: is it running?');
  if (url !== expected)
    return wrong(
      about,
      'its webhook points elsewhere',
      'Another deployment set it: stop that one, or give it a bot of its own.',
    );
  if (error !== undefined && (waiting > 0 || isRecent(info)))
    return wrong(
      about,
      `Telegram could not deliver updates: ${error}`,
      'PUBLIC_URL must be reachable from the internet, with a valid certificate.',
    );
  return waiting > MANY_UPDATES
    ? careful(
        about,
        `${waiting} updates are waiting at Telegram`,
        'Is the product running, and does it answer in time?',
      )
    : undefined;
}

/** Telegram shows its last failure even once it is over. */
const isRecent = ({ last_error_date: failedAt = 0 }: WebhookInfo): boolean =>
  clock.now().getTime() - failedAt * 1000 < RECENT_MS;

const ofPolling = (about: string, { url }: WebhookInfo): Finding | undefined =>
  url === ''
    ? undefined
    : wrong(
        about,
        'a webhook is set, so polling gets nothing',
        'A start removes it; if it comes back, another deployment uses this token.',
      );
