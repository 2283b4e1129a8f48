import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Logger } from 'pino';

/** The usual limit, for systems that do not report theirs. */
const USUAL = 1_024;
/** Kept for calls to Telegram (`CONNECTIONS` per bot), webhooks, the store and the log; half, if there are few. */
const RESERVE = 320;
const TELL_EVERY_MS = 60_000;

/** How many file descriptors this process may have open at once. */
function descriptors(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(soft ?? Infinity);
  } catch {
    return USUAL;
  }
}

/** How many client connections leave enough descriptors for calls to Telegram. */
export function mostConnections(most = descriptors()): number {
  return Math.max(most - RESERVE, Math.floor(most / 2));
}

/** Turns away connections beyond that, and logs a line about it, once a minute at most. */
export function boundConnections(server: Server, logger: Pick<Logger, 'error'>): void {
  server.maxConnections = mostConnections();
  let toldAt = -Infinity;
  server.on('drop', () => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    logger.error({
      msg: 'connections are turned away: too few file descriptors (ulimit -n)',
      most: server.maxConnections,
    });
  });
}
