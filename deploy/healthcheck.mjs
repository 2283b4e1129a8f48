/**
 * Exit code 0 while the product in this container answers at /health/live, which it does from early in a start that takes
 * minutes. Not /health/ready: a store that is away is no reason to restart what waits for it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { parseEnv } from 'node:util';

const TIMEOUT_MS = 3_000;
/** Where something listens on every address, it listens on this one. */
const OF_ALL = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const written = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
const setting = (name) => process.env[name] || written[name];
const host = setting('HOST') ?? '0.0.0.0';

const call = get({ host: OF_ALL[host] ?? host, port: setting('PORT') ?? 3000, path: '/health/live' });
call.setTimeout(TIMEOUT_MS, () => call.destroy(new Error('no answer in time')));
call.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
call.on('error', ({ message }) => {
  console.error(message);
  process.exit(1);
});
