import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { until } from './until';

export type Received = Readonly<{
  headers: IncomingHttpHeaders;
  /** As it came, byte for byte. */
  body: string;
  event: Readonly<{ type: string; timestamp: string; data: Readonly<Record<string, string | null>> }>;
}>;

/** As a service does by the library of Standard Webhooks. @throws where it is not signed by this secret */
export const verify = ({ body, headers }: Received, by: string) =>
  new Webhook(by).verify(body, headers as Record<string, string>);

export function isSignedBy(received: Received, by: string): boolean {
  try {
    return verify(received, by) !== undefined;
  } catch {
    return false;
  }
}

/** Another service, which is told what happens. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** What it answers; undefined: nothing, for as long as it is asked. */
  status: number | undefined = 204;

  private constructor(
    private server: Server,
    private readonly port: number,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new WebhookReceiver(server, (server.address() as AddressInfo).port);
    receiver.serve();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/webhooks`;
  }

  /** Nobody listens there, until `comeBack`. */
  async goAway(): Promise<void> {
    const isClosed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await isClosed;
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.goAway();
  }

  async comeBack(): Promise<void> {
    this.server = createServer().listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.serve();
  }

  /** The `webhook-id` of each that came. */
  get ids(): string[] {
    return this.received.map(({ headers }) => headers['webhook-id'] as string);
  }

  /** What came of a type, oldest first. */
  of(type: string): Received[] {
    return this.received.filter(({ event }) => event.type === type);
  }

  async until(type: string, count = 1): Promise<Received[]> {
    return until(() => (this.of(type).length >= count ? this.of(type) : undefined), `${count} × ${type}`);
  }

  private serve(): void {
    this.server.on('request', (request, response) => {
      void text(request).then((body) => {
        this.received.push({ headers: request.headers, body, event: JSON.parse(body) as Received['event'] });
        if (this.status !== undefined) response.writeHead(this.status).end();
      });
    });
  }
}
