import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands before the app as a reverse proxy, and can serve its web app as if a newer one had been built. */
export class NextVersion {
  private readonly server: Server;
  private suffix = '';

  private constructor(private readonly target: () => string) {
    this.server = createServer((incoming, answer) => this.forward(incoming, answer));
  }

  static async start(target: () => string): Promise<NextVersion> {
    const stand = new NextVersion(target);
    stand.server.listen(0, '127.0.0.1');
    await once(stand.server, 'listening');
    return stand;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the shell has another version. */
  release(): void {
    this.suffix += 'x';
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url } = incoming;
    const isWorker = url === '/sw.js';
    const headers = isWorker ? {} : incoming.headers;
    const onward = request(new URL(url!, this.target()), { method, headers }, (response) => {
      if (isWorker) return void this.answerWorker(response, answer);
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  private async answerWorker(response: IncomingMessage, answer: ServerResponse): Promise<void> {
    const script = (await text(response)).replace(/("version":"\w+)"/, `$1${this.suffix}"`);
    answer.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' }).end(script);
  }
}
