import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on. Test files run side by side, and connections take ports of their own: so each worker has a
 * range, below those that the system hands out.
 */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1) % WORKERS;
  for (;;) {
    const port = FIRST_PORT + worker * PORTS_PER_WORKER + (lastPort++ % PORTS_PER_WORKER);
    if (await isFree(port)) return port;
  }
}

const FIRST_PORT = 15_000;
const PORTS_PER_WORKER = 2_000;
const WORKERS = 8;
/** Test files of one worker come one after the other, each with a harness of its own. */
let lastPort = randomInt(PORTS_PER_WORKER);

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isOurs = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  if (!isOurs) return false;
  server.close();
  await once(server, 'close');
  return true;
}
