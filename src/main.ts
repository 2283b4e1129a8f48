import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { createApp } from './app';
import { ConfigError, loadConfig, readEnvironment, strayNames, type Config } from './config/config';
import { forgetAdminKey } from './secrets/development-secrets';
import { DatabaseRefused } from './persistence/database';
import { takesLongToOpen } from './stores/stores';
import { isButtonUrl } from './telegram/sender/message';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_UNAVAILABLE = 1;
const STOP_WITHIN_MS = 10_000;
/** The host name does not resolve, or its address belongs to another machine. */
const NO_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EADDRNOTAVAIL', 'EINVAL']);
/** A terminal signals every process in it, and our parent process then signals us again. */
const SAME_WISH_MS = 300;

/** In percent. V8 lets a heap grow up to fourfold, and this way the process takes a quarter less memory, for no more CPU. */
const HEAP_GROWS_BY = 20;

let stopAskedAt: number | undefined;

async function main(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWS_BY}`);
  // Ignore write errors: the reader may be gone, or the disk behind a redirect full.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const environment = readEnvironment();
  const config = loadConfig(environment);
  await start(config, strayNames(environment)).catch((error: unknown) => {
    if (config.admin.apiKeyIsNew) forgetAdminKey(config.dataDir);
    throw error;
  });
}

async function start(config: Config, strays: readonly string[]): Promise<void> {
  await assertFree(config);
  const signOfLife = takesLongToOpen(config)
    ? new Worker(join(__dirname, 'live.js'), { workerData: addressOf(config) })
    : undefined;
  const app = await createApp(config);
  warnOfStrays(strays);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, seeThatItStops);
  await signOfLife?.terminate();
  await app.listen(config.port, config.host);
  greet(config);
}

function warnOfStrays(names: readonly string[]): void {
  if (names.length > 0) new Logger('Config').warn({ msg: 'unknown settings, ignored', names });
}

const addressOf = ({ host, port }: Config) => ({ host, port });

/** Checked before anything is opened or taken: an instance that cannot be reached must not work for a bot either. */
async function assertFree({ port, host }: Config): Promise<void> {
  const server = createServer().listen({ port, host });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw NO_HOST.has(error.code ?? '') ? new ConfigError(['HOST is no address of this machine']) : error;
  });
  await once(server.close(), 'close');
}

/** Production was not started by a person and generated no secret: there the greeting is an ordinary log line. */
function greet(config: Config): void {
  const lines = greeting(config);
  if (config.production) for (const line of lines) new Logger('Start').log(line);
  else process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** For the person who started the process: printed rather than logged, so that the new admin key is in no log. */
function greeting({ publicUrl, magicLinkBaseUrl, port, telegram, admin }: Config): string[] {
  const lines = [`Telega2Go is at ${publicUrl}, its page for operators at ${publicUrl}/admin`];
  if (admin.apiKeyIsNew)
    lines.push(
      `That page opened by the admin key, which is shown this once: ${publicUrl}/admin#key=${admin.apiKeys[0]}`,
    );
  if (telegram.sandbox)
    lines.push(
      `No bot token: a sandbox stands in for Telegram, its phone is at ${publicUrl}/sandbox`,
      `App and phone side by side: ${publicUrl}/sandbox?split`,
    );
  if (!isButtonUrl(magicLinkBaseUrl))
    lines.push(
      `Telegram takes no link button to an address without a dot: PUBLIC_URL=http://127.0.0.1:${port} has one`,
    );
  return lines;
}

/**
 * Stops in time even if a client never finishes its request. A second signal exits at once; unfinished work resumes on
 * the next start.
 */
function seeThatItStops(): void {
  const stop = () => exit(0, ['stopped without waiting any longer']);
  if (stopAskedAt === undefined) setTimeout(stop, STOP_WITHIN_MS).unref();
  stopAskedAt ??= performance.now();
  if (performance.now() - stopAskedAt > SAME_WISH_MS) stop();
}

function refuseStart(error: unknown): never {
  if (error instanceof ConfigError) exit(EXIT_CONFIG, [...error.faults, ...error.strays.map(asStray)]);
  if (error instanceof DatabaseRefused) exit(EXIT_UNAVAILABLE, [error.message]);
  if (isOfListening(error))
    exit(EXIT_UNAVAILABLE, [`cannot listen on ${error.address}:${error.port}: ${wordsOf(error)}`]);
  exit(EXIT_UNAVAILABLE, [(error as Error).stack ?? String(error)]);
}

const asStray = (name: string): string => `${name} is not a setting of this product; is it misspelt?`;

type ListenError = NodeJS.ErrnoException & Readonly<{ address: string; port: number }>;

const isOfListening = (error: unknown): error is ListenError => (error as ListenError).syscall === 'listen';

const wordsOf = ({ code = '' }: ListenError): string => {
  const words = {
    EADDRINUSE: 'another process does',
    EACCES: 'it is not allowed',
  };
  return code in words ? `${words[code as keyof typeof words]} (${code})` : code;
};

function exit(code: number, lines: readonly string[]): never {
  process.stderr.write(lines.map((line) => `telega2go: ${line}\n`).join(''));
  process.exit(code);
}

main().catch(refuseStart);
