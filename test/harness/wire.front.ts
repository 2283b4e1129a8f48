import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Link = { readonly client: Socket; readonly app: Socket; isHole: boolean };

/** Stands before the app as networks do, and goes wrong as they do: bytes go through it, and it knows of HTTP what it must. */
export class WireFront {
  /** Answers of event streams are held back until they end. */
  holdsStreams = false;
  private readonly links = new Set<Link>();
  private readonly server: Server;

  private constructor(portOfApp: () => number) {
    this.server = createServer((client) => this.pass(client, connect(portOfApp(), '127.0.0.1')));
  }

  static async start(portOfApp: () => number): Promise<WireFront> {
    const front = new WireFront(portOfApp);
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Whatever is open now is ended. */
  cut(): void {
    for (const { client } of this.links) client.destroy();
  }

  /** Whatever is open now takes everything, gives nothing any more and stays open; what comes later is well. */
  swallow(): void {
    for (const link of this.links) link.isHole = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(client: Socket, app: Socket): void {
    const link: Link = { client, app, isHole: false };
    this.links.add(link);
    let held: Buffer[] | undefined;
    client.on('data', (bytes) => {
      if (link.isHole) return;
      held = this.holdsStreams && /^GET \S+\/events /.test(bytes.toString('latin1')) ? [] : undefined;
      app.write(bytes);
    });
    app.on('data', (bytes) => {
      if (held) held.push(bytes);
      else if (!link.isHole) client.write(bytes);
    });
    app.on('close', () => link.isHole || client.end(Buffer.concat(held ?? [])));
    client.on('close', () => {
      app.destroy();
      this.links.delete(link);
    });
    for (const socket of [client, app]) socket.on('error', () => undefined);
  }
}
