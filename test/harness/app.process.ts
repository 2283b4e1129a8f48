import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { aTemporaryFolder } from './sqlite.store';
import { dropTestDatabase, endTestLeases, testDatabaseUrl } from './store';
import { HttpClient, type Answer } from './http.client';
import { TTL_MS } from './life';
import { operatorHeaders } from './operator';
import { freePort } from './ports';
import { keepRsaKey } from './rsa.key';
import { until } from './until';

export const MAIN = join(__dirname, '../../dist/main.js');
/** The version before, where a folder is named in which it was built; else this one. */
export const BEFORE = join(process.env.VERSION_BEFORE ?? join(__dirname, '../..'), 'dist/main.js');
/** Makes starts cheaper (package.cache.cjs). */
export const NODE_OPTIONS = `--require "${join(__dirname, 'package.cache.cjs')}"`;
/**
 * A process of a test lives for a few seconds: compiling for speed costs more than it saves, and so do threads that help
 * to collect garbage where five tests share two cores. Without both, a start takes a quarter less. The third flag is one
 * that the product sets itself: code that was kept under other flags would be compiled anew.
 */
export const V8_FLAGS = ['--single-threaded-gc', '--no-opt', '--heap-growing-percent=20'];
/** It is printed when the port is open. */
const GREETING = 'Telega2Go is at ';

/** The built product as a process of its own, in an empty folder: what an operator starts, and what can be killed. */
export class AppProcess extends HttpClient {
  private child?: ChildProcess;
  /** What is started: this version, or another one that was built in a folder of its own. */
  program = MAIN;
  /** Everything that it printed, over all its starts. */
  output = '';
  isAsleep = false;

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
    // A process that is killed loses nothing that it has written: only a machine that is would, and that is not tried here.
    const folder = aTemporaryFolder().path;
    keepRsaKey(folder);
    const port = String(await freePort());
    const ownDatabase = settings.DATABASE_URL === undefined ? testDatabaseUrl(folder) : undefined;
    const environment = {
      PATH: process.env.PATH ?? '',
      PORT: port,
      DATA_DIR: folder,
      ...(ownDatabase && { DATABASE_URL: ownDatabase }),
      LOG_FORMAT: 'json',
      OTP_TTL_SECONDS: String(TTL_MS / 1000),
      LIMIT_REQUESTS_PER_IP_MINUTE: '100000',
      LIMIT_SENDS_PER_CHAT_HOUR: '1000',
      LIMIT_UNKNOWN_CHATS_PER_SECOND: '1000',
      LIMIT_UNPROVEN_PERCENT: '100',
      LIMIT_WRONG_CODES_PER_IP_HOUR: '100000',
      LIMIT_WRONG_CODES_PER_MINUTE: '100000',
      ...settings,
    };
    return new AppProcess(`http://127.0.0.1:${port}`, folder, environment, ownDatabase);
  }

  /** Starts it (again, on the same store) and waits until it is ready; it prints into `output`. */
  async boot(changes: Readonly<Record<string, string>> = {}, output: 'pipe' | number = 'pipe'): Promise<void> {
    const child = await this.listening(changes, output);
    await until(async () => {
      expectAlive(child, this.output);
      return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.ok;
    }, 'the app to be ready');
  }

  /** Starts it, and waits only until it answers: it may have to wait for its store. */
  async launch(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.listening(changes, 'pipe');
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
    this.isAsleep = true;
  }

  wakeUp(): void {
    this.child!.kill('SIGCONT');
    this.isAsleep = false;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  override request<T>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    return super.request<T>(method, path, body, { ...operatorHeaders(path, headers, this.environment), ...headers });
  }

  async close(): Promise<void> {
    await this.signal('SIGTERM');
    if (this.ownDatabase) await dropTestDatabase(this.ownDatabase);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async listening(changes: Readonly<Record<string, string>>, output: 'pipe' | number): Promise<ChildProcess> {
    const before = this.output.length;
    const child = this.spawn(changes, output);
    if (output !== 'pipe') return child;
    await until(() => {
      expectAlive(child, this.output);
      return this.output.includes(GREETING, before);
    }, 'the app to answer');
    return child;
  }

  private spawn(changes: Readonly<Record<string, string>>, output: 'pipe' | number = 'pipe'): ChildProcess {
    const environment: Record<string, string> = { ...this.environment, ...changes };
    const options = [NODE_OPTIONS, environment.NODE_OPTIONS].filter(Boolean).join(' ');
    const child = spawn(process.execPath, [...V8_FLAGS, this.program], {
      cwd: this.folder,
      env: { ...environment, NODE_OPTIONS: options },
      stdio: ['ignore', output, output],
    });
    child.stdout?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    this.child = child;
    return child;
  }
}

function expectAlive({ exitCode, signalCode }: ChildProcess, output: string): void {
  if (exitCode !== null || signalCode !== null)
    throw new Error(`the app ended with ${exitCode ?? signalCode}:\n${output}`);
}
