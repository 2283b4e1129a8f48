import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { decodeJwt, type JWTPayload } from 'jose';
import { until } from './until';

/** The back end of an app that is told who has signed out (OpenID Connect Back-Channel Logout 1.0). */
export class LogoutReceiver {
  /** The tokens that came, oldest first. */
  readonly tokens: string[] = [];
  /** What it answers. */
  status = 200;

  private constructor(
    private server: Server,
    private readonly port: number,
  ) {}

  static async start(): Promise<LogoutReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new LogoutReceiver(server, (server.address() as AddressInfo).port);
    receiver.serve();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/signed-out`;
  }

  /** What was said of a sign-in. */
  of(sid: string): JWTPayload[] {
    return this.tokens.map((token) => decodeJwt(token)).filter((payload) => payload.sid === sid);
  }

  async until(sid: string): Promise<JWTPayload> {
    return until(() => this.of(sid)[0], `the app to be told that ${sid} is over`);
  }

  /** Nobody listens there, until `comeBack`. */
  async goAway(): Promise<void> {
    const isClosed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await isClosed;
  }

  async comeBack(): Promise<void> {
    this.server = createServer().listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.serve();
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.goAway();
  }

  private serve(): void {
    this.server.on('request', (request, response) => {
      void text(request).then((body) => {
        this.tokens.push(new URLSearchParams(body).get('logout_token')!);
        response.writeHead(this.status, { connection: 'close' }).end();
      });
    });
  }
}
