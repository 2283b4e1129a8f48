import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Logger } from '@nestjs/common';
import { DatabaseRefused } from '../database';
import { thisUser } from '../file.fault';

const COPYING = 'copying';
const DONE = 'done';
const UNSEEN = 'unseen';
const REMOVED = 'removed';

const SIGN_OF_LIFE_MS = 1_000;
const SILENCE_MS = 30_000;

/**
 * The file is ours alone while we run, so a process that wants a copy asks us, through a socket beside it that only our
 * own user may open. One line with the path to copy to; back come `copying`, again and again as signs of life, and then
 * `done` or what went wrong. A caller that does not find the copy there says `unseen`, and the copy is `removed`, as is
 * one whose caller has gone.
 */
export class Control {
  private constructor(
    private readonly server: Server,
    private readonly sockets: ReadonlySet<Socket>,
  ) {}

  /** Call it once the file is ours: a socket that already exists belongs to a dead process. */
  static open(path: string, copyTo: (path: string) => Promise<void>, signOfLifeMs = SIGN_OF_LIFE_MS): Control {
    const place = placeOf(path);
    if (process.platform !== 'win32') rmSync(place, { force: true });
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      serve(socket, (target) => withSignsOfLife(socket, signOfLifeMs, copyTo(target))).then(
        () => socket.end(),
        (error: Error) => socket.end(`${error.message}\n`),
      );
    });
    server.on('listening', () => process.platform !== 'win32' && chmodSync(place, 0o600));
    server.on('error', (error) =>
      new Logger('SQLite').warn(
        `no backup can be taken while the product runs: ${place} cannot be opened (${error.message})`,
      ),
    );
    server.listen(place).unref();
    return new Control(server, sockets);
  }

  close(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }
}

async function serve(socket: Socket, copyTo: (path: string) => Promise<void>): Promise<void> {
  const nextLine = readerOf(socket);
  const target = await nextLine();
  if (target === undefined) return;
  await copyTo(target);
  if ((await hasTold(socket, DONE)) && (await nextLine()) !== UNSEEN) return;
  await rm(target, { force: true });
  socket.write(`${REMOVED}\n`);
}

/** A large store takes minutes to copy: so a caller can tell a copy that takes long from a process that hangs. */
async function withSignsOfLife(socket: Socket, everyMs: number, copied: Promise<void>): Promise<void> {
  const signs = setInterval(() => socket.write(`${COPYING}\n`), everyMs).unref();
  await copied.finally(() => clearInterval(signs));
}

/** @returns false if the caller has gone */
const hasTold = (socket: Socket, line: string): Promise<boolean> =>
  new Promise((resolve) => socket.write(`${line}\n`, (error) => resolve(!error)));

/** @returns what reads one line; at the end, undefined */
function readerOf(socket: Socket): () => Promise<string | undefined> {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return () =>
    lines.next().then(
      ({ value }: IteratorResult<string, undefined>) => value,
      () => undefined,
    );
}

/**
 * Asks the process that has the store open for a copy, and waits as long as that process gives signs of life.
 * @returns false if there is none
 * @throws DatabaseRefused saying why it could not write the copy, or why the copy cannot be seen from here
 */
export async function askForCopy(store: string, target: string, silenceMs = SILENCE_MS): Promise<boolean> {
  const socket = await call(store);
  if (!socket) return false;
  const nextLine = readerOf(socket);
  const silence = new Promise<never>((_, reject) =>
    socket.setTimeout(silenceMs, () => reject(new DatabaseRefused(SILENT))),
  );
  const ask = async (line: string) => {
    socket.write(`${line}\n`);
    let answer: string | undefined;
    do answer = await Promise.race([nextLine(), silence]);
    while (answer === COPYING);
    return answer;
  };
  try {
    const answer = await ask(resolve(target));
    if (answer !== DONE) throw new DatabaseRefused(refusalBy(answer, { store, target }));
    if (existsSync(target)) return true;
    throw new DatabaseRefused(unseen((await ask(UNSEEN)) === REMOVED, { store, target }));
  } finally {
    socket.destroy();
  }
}

/** @throws DatabaseRefused if the process is another user's */
async function call(store: string): Promise<Socket | undefined> {
  const socket = connect(placeOf(store));
  try {
    await once(socket, 'connect');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return undefined;
    const whose = `another user's process, and ${thisUser()} may not ask it for a copy`;
    throw new DatabaseRefused(`${store} is in use by ${whose}: run this command as that user`, error);
  }
  return socket.on('error', () => undefined);
}

const SILENT = 'the running product does not answer: restart it, or stop it and run this command again';

type Ends = Readonly<{ store: string; target: string }>;

function refusalBy(answer: string | undefined, { store, target }: Ends): string {
  const folder = dirname(resolve(target));
  const code = answer === undefined ? 'ENDED' : (/^(E[A-Z]+):/.exec(answer)?.[1] ?? answer);
  const itself = 'the running product writes the backup itself';
  switch (code) {
    case 'ENDED':
      return 'the product ended before the backup was complete: run this command again';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${itself}, but may not write to ${folder} (${code}): ${another(store)}`;
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return `${itself}, but for it ${folder} is another folder, or none (${code}): ${OTHER_VIEW}; ${another(store)}`;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'database or disk is full':
      return `${itself}, but the disk that holds ${folder} is full: choose a file on another disk`;
    default:
      return `${itself}, but could not: ${answer}`;
  }
}

const unseen = (isRemoved: boolean, { store, target }: Ends): string => {
  const left = isRemoved ? 'removed the backup again' : 'left the backup there, with names and e-mails in it';
  return `the running product wrote the backup to ${resolve(target)}, but this command cannot see it there: ${OTHER_VIEW}; it has ${left}; ${another(store)}`;
};

const OTHER_VIEW = 'the product has its own /tmp (PrivateTmp=yes in systemd) or runs in a container';

/** The product can write to the folder of its store. */
const another = (store: string): string =>
  `choose a file in the folder of the store, ${dirname(resolve(store))}, and move it from there`;

function placeOf(path: string): string {
  if (process.platform !== 'win32') return `${resolve(path)}.socket`;
  return `\\\\.\\pipe\\telega2go-${createHash('sha256').update(resolve(path)).digest('hex')}`;
}
