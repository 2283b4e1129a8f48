import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mongo } from 'mongoose';
import { freePort } from './ports';
import { until } from './until';

type Kind = 'replica-set' | 'standalone' | 'stand-in';
type Program = Readonly<{ command: string; args: readonly string[] }>;

const REPLICA_SET = 'own';

/** What the server is that this run's tests share: a stand-in knows no replica set, and a standalone none either. */
export const mongoKind = process.env.TEST_MONGODB_KIND as Kind | undefined;

/** A server of a test's own, with its records on disk: it can be killed in the middle of a write, and come back. */
export class OwnMongo {
  private child?: ChildProcess;

  private constructor(
    private readonly program: Program,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Of the kind that the tests share: a mongod that is a replica set of one, or the stand-in. */
  static async start(): Promise<OwnMongo> {
    const folder = mkdtempSync(join(tmpdir(), 'telega2go-mongo-'));
    const port = await freePort();
    const server = new OwnMongo(programFor(folder, port), folder, port);
    await server.boot();
    return server;
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${this.port}${this.isMongod ? `/?replicaSet=${REPLICA_SET}` : ''}`;
  }

  /** Starts it (again, on the same port and records) and waits until it takes writes. */
  async boot(): Promise<void> {
    const { command, args } = this.program;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.isMongod) await this.untilPrimary();
    else await this.untilReady();
  }

  /** As the kernel would: without a word. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Its process is there and does nothing, until `SIGCONT`. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child!.kill(signal);
  }

  async close(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get isMongod(): boolean {
    return this.program.args.includes('--replSet');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  private async untilReady(): Promise<void> {
    for await (const line of createInterface({ input: this.child!.stdout! })) if (line.startsWith('ready ')) return;
    throw new Error('the stand-in ended before it was ready');
  }

  /** The first time it is told that it is a replica set; from then on it knows. */
  private async untilPrimary(): Promise<void> {
    this.child!.stdout!.resume();
    const client = new mongo.MongoClient(`mongodb://127.0.0.1:${this.port}/?directConnection=true`);
    const admin = client.db('admin');
    const members = [{ _id: 0, host: `127.0.0.1:${this.port}` }];
    try {
      await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } }).catch(unlessInitiated);
      await until(async () => (await admin.command({ hello: 1 })).isWritablePrimary as boolean, 'a primary');
    } finally {
      await client.close();
    }
  }
}

/** How to start one, as scripts/mongo.mjs hands it over. */
function programFor(folder: string, port: number): Program {
  const { TEST_MONGODB_MONGOD: mongod, TEST_MONGODB_STAND_IN: standIn } = process.env;
  if (mongod) {
    const options = ['--port', String(port), '--dbpath', folder, '--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1'];
    return { command: mongod, args: options };
  }
  if (!standIn) throw new Error('A server of its own is what this test needs: unset MONGODB_URI, and run "npm test".');
  const { command, args } = JSON.parse(standIn) as Program;
  return { command, args: [...args, String(port), folder] };
}

function unlessInitiated(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError) || error.codeName !== 'AlreadyInitialized') throw error;
}
