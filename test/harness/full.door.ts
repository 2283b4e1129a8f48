import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Takes no connection before a byte comes on its standard input, and then leads each to the port that it was told. */
const PROGRAM = `
  const { readSync, writeSync } = require('node:fs');
  const { connect, createServer } = require('node:net');
  const server = createServer((socket) => {
    const onward = connect(Number(process.argv[1]), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
    for (const [one, other] of [[socket, onward], [onward, socket]]) one.on('close', () => other.destroy());
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    writeSync(1, String(server.address().port));
    readSync(0, Buffer.alloc(1));
  });`;

/**
 * A port that is as slow as a link at the end of the world: those who knock find its queue full, and their first packet is
 * lost. Once it is open, the kernel knocks again, a second after the first time.
 */
export class FullDoor {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
    private readonly queue: readonly Socket[],
  ) {}

  static async before(port: number): Promise<FullDoor> {
    const process = spawn(globalThis.process.execPath, ['-e', PROGRAM, String(port)], { stdio: ['pipe', 'pipe', 2] });
    const [own] = (await once(process.stdout!, 'data')) as [Buffer];
    const door = Number(own.toString());
    const queue = [door, door].map((at) => connect(at, '127.0.0.1').on('error', () => undefined));
    await Promise.all(queue.map((socket) => once(socket, 'connect')));
    return new FullDoor(process, door, queue);
  }

  open(): void {
    this.process.stdin!.write('.');
  }

  async close(): Promise<void> {
    for (const socket of this.queue) socket.destroy();
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}
