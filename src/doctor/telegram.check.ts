import { fetch } from 'undici';
import { clock } from '../clock';
import type { TelegramConfig } from '../config/config';
import { proxyAgent } from '../proxy';
import { webhookUrl } from '../telegram/updates/webhook.route';
import { careful, codeOf, well, wrong, type Finding } from './finding';

const WITHIN_MS = 10_000;
const SLOW_MS = 2_000;
const MANY_UPDATES = 100;
/** The `Date` header has whole seconds. */
const CLOCK_CAREFUL_SECONDS = 5;
const CLOCK_WRONG_SECONDS = 300;

type Answer = Readonly<{ ok: boolean; result?: unknown; description?: string; error_code?: number }>;
type WebhookInfo = Readonly<{ url: string; pending_update_count: number; last_error_message?: string }>;
export type Told = Readonly<{ answer: Answer; tookMs: number; aheadSeconds?: number }>;
type Ask = (method: string, parameters?: object) => Promise<Told>;

/** What a bot is checked against. */
export type Situation = Readonly<{
  telegram: TelegramConfig;
  /** If updates come by webhook, Telegram sends them to a path below it. */
  publicUrl: string;
  /** The product runs here, and itself reports whether another process polls. */
  isRunning: boolean;
}>;

/** Whether Telegram accepts the bot's token, in what time, by what clock, and what gets the bot's updates. */
export async function checkBot(token: string, situation: Situation): Promise<Finding[]> {
  const [id] = token.split(':');
  const about = `bot ${id}`;
  const ask = askerOf(token, situation.telegram);
  let told: Told;
  try {
    told = await ask('getMe');
  } catch (error) {
    return [unreachable(about, codeOf(error))];
  }
  const { answer, tookMs, aheadSeconds } = told;
  if (!answer.ok) return [refused(about, answer)];
  const { username } = answer.result as { username: string };
  return [
    paceOf(about, username, tookMs),
    ...(aheadSeconds === undefined ? [] : [ofClock(aheadSeconds)]),
    ...(await updatesOf(
      about,
      ask,
      situation,
      webhookUrl(situation.publicUrl, Number(id), situation.telegram.botTokens.length),
    )),
  ];
}

export function paceOf(about: string, username: string, tookMs: number): Finding {
  const says = `@${username} answers in ${Math.round(tookMs)} ms`;
  return tookMs < SLOW_MS
    ? well(about, says)
    : careful(about, says, 'Look at the network to Telegram, or for a nearer proxy.');
}

function askerOf(token: string, { apiRoot, proxy }: TelegramConfig): Ask {
  return async (method, parameters = {}) => {
    const began = performance.now();
    const response = await fetch(`${apiRoot}bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(proxy && { dispatcher: proxyAgent(proxy) }),
    });
    const at = Date.parse(response.headers.get('date') ?? '');
    const tookMs = performance.now() - began;
    const aheadSeconds = Number.isNaN(at) ? undefined : Math.round((clock.now().getTime() - tookMs / 2 - at) / 1000);
    return { answer: (await response.json()) as Answer, tookMs, aheadSeconds };
  };
}

function unreachable(about: string, code: string): Finding {
  const says = `Telegram does not answer (${code})`;
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return wrong(about, says, 'The name is not found: look at DNS, and at TELEGRAM_API_ROOT.');
  if (/CERT|TLS|SSL/.test(code))
    return wrong(
      about,
      says,
      'Something between here and Telegram speaks for it: a proxy that opens TLS. Let this address past it.',
    );
  if (code === 'SyntaxError')
    return wrong(
      about,
      says,
      'What answers is no Bot API: look at TELEGRAM_API_ROOT, and for a proxy that answers itself.',
    );
  return wrong(about, says, 'Look at the firewall (port 443 to api.telegram.org), and at HTTPS_PROXY.');
}

function refused(about: string, { error_code: code, description }: Answer): Finding {
  const says = `Telegram refuses it: ${code} ${description}`;
  return code === 401 || code === 404
    ? wrong(
        about,
        says,
        'Get the token from @BotFather, set TELEGRAM_BOT_TOKEN and restart; or mend TELEGRAM_API_ROOT.',
      )
    : wrong(about, says, 'Wait as long as it says, and look whether something else uses this token.');
}

function ofClock(aheadSeconds: number): Finding {
  const says = `this machine's is ${Math.abs(aheadSeconds)} s ${aheadSeconds < 0 ? 'behind' : 'ahead of'} Telegram's`;
  const mend = 'Set it by a time service (chrony, systemd-timesyncd), then restart.';
  if (Math.abs(aheadSeconds) > CLOCK_WRONG_SECONDS) return wrong('clock', says, mend);
  return Math.abs(aheadSeconds) > CLOCK_CAREFUL_SECONDS ? careful('clock', says, mend) : well('clock', says);
}

async function updatesOf(
  about: string,
  ask: Ask,
  { telegram, isRunning }: Situation,
  expected: string,
): Promise<Finding[]> {
  try {
    const info = (await ask('getWebhookInfo')).answer.result as WebhookInfo;
    const found = telegram.updates === 'webhook' ? ofWebhook(about, info, expected) : ofPolling(about, info);
    if (found || telegram.updates === 'webhook' || isRunning)
      return found ? [found] : [well(about, 'nothing is in the way of its updates')];
    // Two polls at a time are both answered with 409: poll once, and only if no process of ours runs here.
    const { answer } = await ask('getUpdates', { timeout: 0, limit: 1 });
    return answer.error_code === 409
      ? [
          wrong(
            about,
            'another process polls with this token',
            'Find and stop it, or give it a bot of its own. An instance of yours elsewhere is none.',
          ),
        ]
      : [well(about, 'nothing else gets its updates')];
  } catch (error) {
    return [unreachable(about, codeOf(error))];
  }
}

function ofWebhook(about: string, info: WebhookInfo, expected: string): Finding | undefined {
  const { url, last_error_message: error, pending_update_count: waiting } = info;
  if (url === '') return careful(about, 'no webhook is set', 'The product sets it when it starts: is it running?');
  if (url !== expected)
    return wrong(
      about,
      'its webhook leads elsewhere',
      'Another deployment has set it: stop that one, or give it a bot of its own.',
    );
  if (error !== undefined)
    return wrong(
      about,
      `Telegram could not hand over updates: ${error}`,
      'PUBLIC_URL must be reached from the internet, with a certificate that is valid.',
    );
  return waiting > MANY_UPDATES
    ? careful(about, `${waiting} updates wait at Telegram`, 'Is the product running, and does it answer in time?')
    : undefined;
}

const ofPolling = (about: string, { url }: WebhookInfo): Finding | undefined =>
  url === ''
    ? undefined
    : wrong(
        about,
        'a webhook is set, so polls get nothing',
        'A start takes it away; if it comes again, another deployment uses this token.',
      );
