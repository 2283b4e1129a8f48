import type { Telegraf } from 'telegraf';
import type { BotApiCaller } from '../api/bot-api';
import type { BotApiPayload } from '../api/bot-api.body';

/**
 * Reduces telegraf to a dispatcher of updates: its calls go through ours, its errors return to the caller that handed
 * it the update, and stopping it does nothing (it never runs by itself, and would throw).
 */
export function routeThrough(calls: BotApiCaller, telegraf: Telegraf): void {
  const callApi = (method: string, payload: object, options: { signal?: unknown } = {}) =>
    calls.call(method, uploadable(payload), { signal: options.signal as AbortSignal | undefined });
  const reroute = (client: object) => Object.assign(client, { callApi });
  reroute(telegraf.telegram);
  // Each update's context gets a client of its own, which does not inherit the change.
  telegraf.use((context, next) => {
    reroute(context.telegram);
    return next();
  });
  telegraf.catch((error) => {
    throw error;
  });
  telegraf.stop = () => undefined;
}

/** Unwraps what telegraf uploads; only what is in memory can be sent in one piece. */
function uploadable(payload: object): BotApiPayload {
  const unwrap = (value: unknown) => {
    const source = (value as { source?: unknown } | null | undefined)?.source;
    if (source === undefined) return value;
    if (!Buffer.isBuffer(source)) throw new TypeError('Only a Buffer can be uploaded');
    return source;
  };
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, unwrap(value)]));
}
