import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy as companies have them, which leads each name to a port on this machine. */
export class ConnectProxy {
  /** Whom it was asked for, and by whom. */
  readonly asked: { target: string; authorization?: string }[] = [];
  /** 200 where it lets through. */
  status = 200;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    portOf: (host: string) => number,
  ) {
    server.on('connect', ({ url = '', headers }, socket: Socket) => {
      this.asked.push({ target: url, authorization: headers['proxy-authorization'] });
      this.sockets.add(socket.on('error', () => undefined));
      if (this.status !== 200) return void socket.end(`HTTP/1.1 ${this.status} No\r\n\r\n`);
      const onward = connect(portOf(url.split(':')[0]!), '127.0.0.1').on('error', () => socket.destroy());
      this.sockets.add(onward);
      onward.once('connect', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
    });
  }

  static async start(portOf: (host: string) => number): Promise<ConnectProxy> {
    const server = createServer((_, response) => response.writeHead(405).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new ConnectProxy(server, portOf);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
