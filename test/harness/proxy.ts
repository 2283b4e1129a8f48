import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;
const LOOK_PATIENCE_MS = 1_000;
const KEEP_ALIVE_MS = 600_000;

type Target = { readonly url: string; isReady: boolean };

/**
 * Hands each request to the next instance that says it is ready. It tries another one where the connection was refused, or
 * lost before anything came back; whatever an instance answers goes to the client as it is, streams included.
 */
export class Proxy {
  /** Requests that another instance was asked for. */
  retried = 0;
  /** Requests that got no answer from any instance, or half of one. */
  readonly failed: string[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly closing = new AbortController();
  private readonly server: Server;
  private targets: Target[] = [];
  private looking: Promise<unknown> = Promise.resolve();
  private turn = 0;

  private constructor() {
    // A client that comes back later than this may write into the very moment at which its connection is closed.
    const options = { keepAliveTimeout: KEEP_ALIVE_MS };
    this.server = createServer(
      options,
      (incoming, answer) => void this.serve(incoming, answer).catch(() => answer.destroy()),
    );
  }

  static async start(): Promise<Proxy> {
    const proxy = new Proxy();
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Instances that said they were ready when they were asked last. */
  get ready(): string[] {
    return this.targets.filter(({ isReady }) => isReady).map(({ url }) => url);
  }

  /** From now on these are asked, again and again, whether they are ready. */
  serveWith(urls: readonly string[]): void {
    this.targets = urls.map((url) => ({ url, isReady: false }));
    this.looking = Promise.all(this.targets.map((target) => this.watch(target)));
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.server.closeAllConnections();
    this.server.close();
    await this.looking;
    this.agent.destroy();
  }

  private async watch(target: Target): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(LOOK_PATIENCE_MS)]);
      const answer = await fetch(`${target.url}/health/ready`, { signal: patience }).catch(() => undefined);
      target.isReady = answer?.ok === true;
      await answer?.body?.cancel().catch(() => undefined);
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    for (const [tries, target] of this.inTurn().entries()) {
      if (tries > 0) this.retried++;
      if (await this.forward(target, body, { incoming, answer })) return;
      target.isReady = false;
    }
    this.failed.push(`${incoming.method} ${incoming.url}: nobody answered`);
    answer.writeHead(502).end();
  }

  /** Where none is known to be ready, all are asked: on a busy machine it may only have been slow to say so. */
  private inTurn(): Target[] {
    const ready = this.targets.filter(({ isReady }) => isReady);
    const asked = ready.length > 0 ? ready : this.targets;
    const first = this.turn++ % Math.max(1, asked.length);
    return [...asked.slice(first), ...asked.slice(0, first)];
  }

  /** False if another instance may be asked. */
  private forward(target: Target, body: Buffer, { incoming, answer }: Exchange): Promise<boolean> {
    const { method, headers, url } = incoming;
    const onward = request(new URL(url!, target.url), { method, headers, agent: this.agent });
    answer.once('close', () => onward.destroy());
    return new Promise((resolve) => {
      onward.on('error', () => resolve(answer.destroyed));
      onward.once('response', (response) => {
        answer.writeHead(response.statusCode!, response.rawHeaders);
        pipeline(response, answer, () => {
          if (!response.complete && !incoming.destroyed) this.failed.push(`${method} ${url}: the answer broke off`);
        });
        resolve(true);
      });
      onward.end(body);
    });
  }
}

type Exchange = Readonly<{ incoming: IncomingMessage; answer: ServerResponse }>;
