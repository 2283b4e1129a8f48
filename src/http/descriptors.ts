import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Logger } from 'pino';

/** Where a system does not say: what most give a process. */
const USUAL = 1_024;
/** For calls of Telegram (`CONNECTIONS` of a bot), webhooks, the store and the log; of few, half. */
const RESERVE = 320;
const TELL_EVERY_MS = 60_000;

/** How many file descriptors this process may have at once. */
function descriptors(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(soft ?? Infinity);
  } catch {
    return USUAL;
  }
}

/** How many connections of clients leave enough for what is asked of Telegram. */
export function mostConnections(most = descriptors()): number {
  return Math.max(most - RESERVE, Math.floor(most / 2));
}

/** Connections beyond that are turned away, and a line says so. */
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
