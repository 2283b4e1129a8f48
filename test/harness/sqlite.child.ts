import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TS_LOADER } from './ts.loader';
import { until } from './until';

/** Lets a child load our sources as they are, save that it does not wait for a file that another process has: it is not given back. */
const LOADER = `${TS_LOADER}
  const driverPath = ${JSON.stringify(join(__dirname, '../../src/persistence/sqlite/sqlite.driver.ts'))};
  const driver = require(driverPath);
  const openConnection = (path, timeout, readOnly) => driver.openConnection(path, 0, readOnly);
  require.cache[driverPath].exports = { ...driver, openConnection };
  const { SqliteDatabase } = require(${JSON.stringify(join(__dirname, '../../src/persistence/sqlite/sqlite.database.ts'))});
  const say = (line) => require('node:fs').writeSync(1, line + '\\n');
  const addOne = (database) => database.query('INSERT INTO limits (key, used, ends_at) VALUES (:key, 1, 1)');
`;

/** Another process of ours, which says lines. */
export class Child {
  readonly lines: string[] = [];
  private readonly ended: Promise<unknown>;

  /** @param script the body of an async function that knows `SqliteDatabase`, `say(line)` and `addOne(database)` */
  static run(script: string, maxFileBlocks?: number): Child {
    const source = `${LOADER}\n(async () => {${script}})().catch((error) => say(error.name + ': ' + error.message));`;
    if (maxFileBlocks === undefined) return new Child(spawn(process.execPath, ['-e', source], stdio));
    // An ignored SIGXFSZ stays ignored in the child: a write beyond the limit then fails as on a full disk.
    const limited = `trap '' XFSZ; ulimit -S -f ${maxFileBlocks}; exec "$0" -e "$1"`;
    return new Child(spawn('sh', ['-c', limited, process.execPath, source], stdio));
  }

  private constructor(readonly handle: ChildProcess) {
    createInterface(handle.stdout!).on('line', (line) => this.lines.push(line));
    this.ended = once(handle, 'close');
  }

  /** Waits until the child has said a line that fits. */
  async says(fits: (line: string) => boolean): Promise<string> {
    const look = () => {
      const line = this.lines.find(fits);
      if (line === undefined && this.handle.exitCode !== null)
        throw new Error(`the child ended: ${this.lines.slice(-5).join(' | ')}`);
      return line;
    };
    return until(look, 'a line that another process says');
  }

  async end(): Promise<readonly string[]> {
    await this.ended;
    return this.lines;
  }

  async kill(): Promise<readonly string[]> {
    this.handle.kill('SIGKILL');
    return this.end();
  }
}

const stdio = { cwd: join(__dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] } satisfies Parameters<
  typeof spawn
>[2];
