import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropTestDatabase, endTestLeases, testDatabaseUrl } from '../../src/persistence/store.factory';
import { until } from './until';

const MAIN = join(__dirname, '../../dist/main.js');

export type Answer<T = Record<string, unknown>> = Readonly<{ status: number; headers: Headers; body: T }>;

/** Asks a server as a program would. */
export class HttpClient {
  constructor(readonly url: string) {}

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('GET', path, undefined, headers);
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.request<T>('DELETE', path);
  }

  /** A request as it is written, for bodies that are not JSON. */
  async request<T>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, { method, body, headers });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }
}

/** The built product as a process of its own, in an empty folder: what an operator starts, and what can be killed. */
export class AppProcess extends HttpClient {
  private child?: ChildProcess;
  /** Everything that it printed, over all its starts. */
  output = '';

  private constructor(
    url: string,
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
    /** Goes with the app; a database that the test has named may be another app's too. */
    private readonly ownDatabase?: string,
  ) {
    super(url);
  }

  /** Where it keeps its records. */
  get databaseUrl(): string {
    return this.environment.DATABASE_URL!;
  }

  /** Started and ready. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const app = await AppProcess.prepare(settings);
    await app.boot();
    return app;
  }

  /** Not started yet. */
  static async prepare(settings: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'telega2go-test-'));
    const port = String(await freePort());
    const ownDatabase = settings.DATABASE_URL === undefined ? testDatabaseUrl(folder) : undefined;
    const environment = {
      PATH: process.env.PATH ?? '',
      PORT: port,
      DATA_DIR: folder,
      ...(ownDatabase && { DATABASE_URL: ownDatabase }),
      LOG_FORMAT: 'json',
      LIMIT_REQUESTS_PER_IP_MINUTE: '100000',
      LIMIT_SENDS_PER_CHAT_HOUR: '1000',
      ...settings,
    };
    return new AppProcess(`http://127.0.0.1:${port}`, folder, environment, ownDatabase);
  }

  /** Starts it (again, on the same store) and waits until it is ready; it prints into `output`. */
  async boot(changes: Readonly<Record<string, string>> = {}, output: 'pipe' | number = 'pipe'): Promise<void> {
    const child = this.spawn(changes, output);
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}:\n${this.output}`);
      return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.ok;
    }, 'the app to be ready');
  }

  /** Starts it, and waits only until it answers: it may have to wait for its store. */
  async launch(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = this.spawn(changes);
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}:\n${this.output}`);
      return (await fetch(`${this.url}/health/live`).catch(() => undefined))?.ok;
    }, 'the app to answer');
  }

  /** Starts it where it is expected to end by itself; answers its exit code. */
  async bootAndExit(changes: Readonly<Record<string, string>> = {}): Promise<number> {
    const [code] = (await once(this.spawn(changes), 'close')) as [number];
    return code;
  }

  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  /** As the kernel would: without a word. */
  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  /** The same where it was alone: its next start does not have to wait until its leases are over. */
  async crash(): Promise<void> {
    await this.kill();
    await endTestLeases(this.databaseUrl);
  }

  /** It is there and does nothing, until `wakeUp`: as in a machine that was suspended. */
  fallAsleep(): void {
    this.child!.kill('SIGSTOP');
  }

  wakeUp(): void {
    this.child!.kill('SIGCONT');
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async close(): Promise<void> {
    await this.signal('SIGTERM');
    if (this.ownDatabase) await dropTestDatabase(this.ownDatabase);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(changes: Readonly<Record<string, string>>, output: 'pipe' | number = 'pipe'): ChildProcess {
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.folder,
      env: { ...this.environment, ...changes },
      stdio: ['ignore', output, output],
    });
    child.stdout?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    this.child = child;
    return child;
  }
}

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
