import { Writable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import { loadConfig } from '../../src/config/config';
import { aTemporaryFolder } from './sqlite.store';
import { dropTestDatabase, endTestLeases, testDatabaseUrl } from './store';
import { answerOf, HttpClient, type Answer } from './http.client';
import { TTL_MS } from './life';
import { operatorHeaders } from './operator';
import { freePort } from './ports';
import { keepRsaKey } from './rsa.key';
import './time';
import { until } from './until';

type Settings = Readonly<Record<string, string>>;
type Folder = ReturnType<typeof aTemporaryFolder>;

/**
 * The product in this process, on a store in memory where the machine has one: asked without a socket, save for what needs
 * one (`url`), and by a clock that the story may move (`time`). What must be killed is an `AppProcess`.
 */
export class App extends HttpClient {
  /** Everything that it logged, over all its starts. */
  output = '';
  private nest!: NestFastifyApplication;
  private isRunning = false;

  private constructor(
    url: string,
    private readonly place: Folder,
    private readonly settings: Settings,
    /** Goes with the app; a database that the story has named may be another app's too. */
    private readonly ownDatabase?: string,
  ) {
    super(url);
  }

  /** Started and listening. */
  static async start(settings: Settings = {}): Promise<App> {
    const place = aTemporaryFolder();
    keepRsaKey(place.path);
    const port = settings.PORT ?? String(await freePort());
    const ownDatabase = settings.DATABASE_URL === undefined ? testDatabaseUrl(place.path) : undefined;
    const ours = {
      NODE_ENV: 'test',
      PORT: port,
      HOST: '127.0.0.1',
      DATA_DIR: place.path,
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
    const app = new App(`http://127.0.0.1:${port}`, place, ours, ownDatabase);
    await app.boot();
    return app;
  }

  /** Starts it (again, on the same store), with other settings too. */
  async boot(changes: Settings = {}): Promise<void> {
    const log = new Writable({ write: (line: Buffer, _, done) => ((this.output += line.toString()), done()) });
    this.nest = await createApp(loadConfig({ ...this.settings, ...changes }), log);
    this.isRunning = true;
    await this.nest.listen(new URL(this.url).port, '127.0.0.1');
  }

  /** Stops it cleanly; what it keeps stays, until `close`. */
  async stop(): Promise<void> {
    this.isRunning = false;
    await this.nest.close();
    await endTestLeases(this.databaseUrl);
  }

  /** Where it keeps its records. */
  get databaseUrl(): string {
    return this.settings.DATABASE_URL!;
  }

  get folder(): string {
    return this.place.path;
  }

  /** A part of it, for what no caller can see or bring about. */
  part: INestApplicationContext['get'] = (...token: [never]) => this.nest.get(...token) as never;

  async untilBotWorks(): Promise<void> {
    await until(async () => (await this.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  }

  override request<T>(
    method: string,
    path: string,
    payload?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const given = { ...operatorHeaders(path, headers, this.settings), ...headers };
    return this.bareRequest<T>(method, path, payload, given);
  }

  /** With these headers and no others: an operator's call without a key, too. */
  async bareRequest<T>(
    method: string,
    path: string,
    payload?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const given = { host: new URL(this.url).host, 'user-agent': 'node', ...headers };
    const answer = await this.nest.inject({ method: method as 'GET', url: path, payload, headers: given });
    const entries = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    );
    return answerOf<T>(answer.statusCode, new Headers(entries), answer.payload);
  }

  async close(): Promise<void> {
    if (this.isRunning) await this.stop();
    if (this.ownDatabase) await dropTestDatabase(this.ownDatabase);
    this.place.remove();
  }
}
