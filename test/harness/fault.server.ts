import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Update } from 'telegraf/types';

const HOLD_MS = 20;

/** A request as it stood on the wire. */
export type SeenCall = Readonly<{ path: string; method: string; head: string; body: Buffer }>;

/** What the server does with a request it has read. */
export type Fault = (socket: Socket, call: SeenCall) => void;

/** A server that does to each call what it was told, byte by byte; what it was not told to, it answers with `true`. */
export class FaultServer {
  readonly calls: SeenCall[] = [];
  readonly port: number;
  readonly root: string;
  /** For calls that the script does not cover. */
  otherwise: Fault = ok(true);
  /** Resets a connection as soon as a request's head is there, before its body. */
  resetsAtHead = false;
  /** Connections taken so far. */
  connections = 0;
  private readonly script: Fault[] = [];
  private readonly seen = new EventEmitter();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    this.port = (server.address() as AddressInfo).port;
    this.root = `http://127.0.0.1:${this.port}/`;
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(port = 0): Promise<FaultServer> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new FaultServer(server);
  }

  /** The next calls end like this, in order. */
  next(...faults: readonly Fault[]): void {
    this.script.push(...faults);
  }

  callsOf(method: string): SeenCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** Resolves once so many calls (of that method) were read. */
  async sees(count: number, method?: string): Promise<void> {
    while ((method ? this.callsOf(method) : this.calls).length < count) await once(this.seen, 'call');
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    let received: Buffer = Buffer.alloc(0);
    this.sockets.add(socket);
    this.connections++;
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      if (this.resetsAtHead) return void socket.resetAndDestroy();
      const head = received.subarray(0, headEnd).toString('latin1');
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
      const body = received.subarray(headEnd + 4, headEnd + 4 + length);
      if (body.length < length) return;
      received = received.subarray(headEnd + 4 + length);
      this.answer(socket, head, body);
    });
  }

  private answer(socket: Socket, head: string, body: Buffer): void {
    const path = head.split(' ')[1] ?? '';
    const call = { path, method: path.split('/').at(-1) ?? '', head, body: Buffer.from(body) };
    this.calls.push(call);
    this.seen.emit('call');
    (this.script.shift() ?? this.otherwise)(socket, call);
  }
}

/** A whole answer of any kind. */
export function answer(status: number, body: string | Buffer, headers: Record<string, string> = {}): Fault {
  const lines = Object.entries({ 'Content-Length': String(Buffer.byteLength(body)), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return (socket) => {
    socket.write(`HTTP/1.1 ${status} Status\r\n${head}\r\n`);
    socket.write(body);
  };
}

export const ok = (result: unknown): Fault => answer(200, JSON.stringify({ ok: true, result }));

export const refuse = (code: number, description: string, parameters?: object): Fault =>
  answer(code, JSON.stringify({ ok: false, error_code: code, description, parameters }));

export const tooMany = (seconds: number): Fault =>
  refuse(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

export const reset: Fault = (socket) => socket.resetAndDestroy();

export const hangUp: Fault = (socket) => socket.end();

export const silence: Fault = () => undefined;

/** Promises more than it sends, then hangs up. */
export const truncated: Fault = (socket) =>
  socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true,"result":{"mess');

/** Promises more than it sends, and keeps the line open. */
export const stalled: Fault = (socket) =>
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true,"result":{"mess');

/** A bot called test_bot that works: holds an empty poll for a moment, forgets the updates that are confirmed. */
export function pollable(updates: Update[]): Fault {
  return (socket, call) => {
    if (call.method === 'getMe')
      return ok({ id: 42, is_bot: true, first_name: 'Test', username: 'test_bot' })(socket, call);
    if (call.method !== 'getUpdates') return ok({ message_id: 1 })(socket, call);
    const { offset = 0, timeout } = JSON.parse(call.body.toString()) as { offset?: number; timeout: number };
    updates.splice(0, updates.filter((update) => update.update_id < offset).length);
    const reply = () => ok(updates)(socket, call);
    if (updates.length > 0 || timeout === 0) reply();
    else setTimeout(reply, HOLD_MS);
  };
}
