import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Logger } from '@nestjs/common';

const DONE = 'done';

/**
 * The file is ours alone while we run, so a process that wants a copy asks us, through a socket beside it that only our
 * own user may open. One line with the path to copy to; one line back, `done` or what went wrong.
 */
export class Control {
  private constructor(
    private readonly server: Server,
    private readonly sockets: ReadonlySet<Socket>,
  ) {}

  /** Call it once the file is ours: a socket that already exists belongs to a dead process. */
  static open(path: string, copyTo: (path: string) => Promise<void>): Control {
    const place = placeOf(path);
    if (process.platform !== 'win32') rmSync(place, { force: true });
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      createInterface({ input: socket }).once('line', (target) => {
        copyTo(target).then(
          () => socket.end(`${DONE}\n`),
          (error: Error) => socket.end(`${error.message}\n`),
        );
      });
    });
    server.on('listening', () => process.platform !== 'win32' && chmodSync(place, 0o600));
    server.on('error', (error) =>
      new Logger('SQLite').warn(`no backup can be taken while this runs: ${place} cannot be opened (${error.message})`),
    );
    server.listen(place).unref();
    return new Control(server, sockets);
  }

  close(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }
}

/** Asks the process that has the file open. @returns false if none answers. @throws Error with the reason it gives */
export async function askForCopy(path: string, target: string): Promise<boolean> {
  const socket = connect(placeOf(path));
  const isThere = await new Promise<boolean>((settle) => {
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
  if (!isThere) return false;
  socket.on('error', () => undefined);
  socket.write(`${resolve(target)}\n`);
  const lines = createInterface({ input: socket });
  const answer = await new Promise<string>((settle) => {
    lines.once('line', settle).once('close', () => settle('the process that has the file ended'));
  });
  socket.destroy();
  if (answer !== DONE) throw new Error(answer);
  return true;
}

function placeOf(path: string): string {
  if (process.platform !== 'win32') return `${resolve(path)}.socket`;
  return `\\\\.\\pipe\\telega2go-${createHash('sha256').update(resolve(path)).digest('hex')}`;
}
