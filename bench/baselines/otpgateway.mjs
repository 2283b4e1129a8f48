import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startProgram } from '../children.mjs';

/** A checkout of github.com/knadh/otpgateway in which `go build -o otpgateway ./cmd/otpgateway` has run. */
const checkout = process.env.OTPGATEWAY;
const READY_WITHIN_MS = 5_000;
const ACCOUNT = { namespace: 'bench', secret: 'bench_secret' };

/** What its API asks for. */
export const OTPGATEWAY_HEADERS = {
  authorization: `Basic ${Buffer.from(`${ACCOUNT.namespace}:${ACCOUNT.secret}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
/** What hands its messages out, as its API calls it. */
export const PROVIDER = 'telegram';

/**
 * With Redis, which writes each command to the disk before it answers. Its messages go to `<hookUrl>/otpgateway`.
 * @returns {Promise<{ url: string, stop: () => Promise<void> } | undefined>} nothing unless `OTPGATEWAY` says where it is
 */
export async function startOtpgateway(hookUrl) {
  if (!checkout) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-bench-'));
  const programs = [];
  const stop = async () => {
    for (const program of programs.toReversed()) await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const redis = await startRedis(folder);
    programs.push(redis);
    const gateway = await startGateway({ folder, redisPort: redis.port, hookUrl });
    programs.push(gateway);
    return { url: gateway.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startGateway({ folder, redisPort, hookUrl }) {
  const port = await freePort();
  const config = join(folder, 'config.toml');
  writeFileSync(config, configFor({ port, redisPort, hookUrl }));
  const url = `http://127.0.0.1:${port}`;
  const command = [join(checkout, 'otpgateway'), '--config', config];
  return startProgram(command, { url, cwd: checkout, readyPath: '/api/health' });
}

async function startRedis(folder) {
  const port = await freePort();
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const { stop } = await startProgram(['redis-server', '--port', String(port), '--dir', folder, ...durable]);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await takesConnections(port))) {
    if (Date.now() > deadline) throw new Error('Redis did not get ready');
    await pause(50);
  }
  return { port, stop };
}

const takesConnections = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const configFor = ({ port, redisPort, hookUrl }) => `
[app]
address = "127.0.0.1:${port}"
server_timeout = "5s"
otp_ttl = 300
otp_max_attempts = 5
otp_max_resends = 3
otp_max_generate = 3
root_url = "http://127.0.0.1:${port}"
[store.redis]
host = "127.0.0.1"
port = "${redisPort}"
[auth.bench]
namespace = "${ACCOUNT.namespace}"
secret = "${ACCOUNT.secret}"
[webhooks.${PROVIDER}]
enabled = true
url = "${hookUrl}/otpgateway"
max_conns = 64
timeout = "5s"
subject = "Your code"
channel_name = "Telegram"
address_name = "Chat"
max_address_len = 64
max_otp_len = 6
`;
