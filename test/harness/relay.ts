import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mongo } from 'mongoose';
import { commandOf, Framer, isAnswerTo, refusalOf, type Refusal, type Request } from './wire';

/** A command by its name on the wire, on any collection or on one. */
export type Which = string | Readonly<{ command: string; collection: string }>;

/** What befalls the next requests that fit; `struck` counts those that it met. */
export type Fault = { readonly struck: number };

type Order = {
  which: Which;
  left: number;
  struck: number;
  /** Carried out by the server, or kept from it. */
  isPassedOn: boolean;
  /** What the app hears; without it, its connection is reset. */
  refusal?: Refusal;
};

/** A wire between the app and its MongoDB server that a test can cut, stall, and take single answers from. */
export class Relay {
  private readonly wires = new Set<Wire>();
  private readonly orders: Order[] = [];
  private listener?: Server;
  isStalled = false;

  private constructor(
    readonly address: Readonly<{ host: string; port: number }>,
    private readonly uriOf: (port: number) => string,
    private port = 0,
  ) {}

  /** @param uri a server that speaks without TLS; of a replica set it is the primary that is relayed */
  static async to(uri: string): Promise<Relay> {
    const [, scheme, account = '', hosts, rest] = /^(mongodb:\/\/)([^@/]*@)?([^/?]+)(.*)$/.exec(uri)!;
    const [host, port = '27017'] = (await primaryOf(uri, hosts!.split(',')[0]!)).split(':');
    const direct = `${rest!.startsWith('/') ? '' : '/'}${rest}${rest!.includes('?') ? '&' : '?'}directConnection=true`;
    const uriOf = (own: number) => `${scheme}${account}127.0.0.1:${own}${direct}`;
    const relay = new Relay({ host: host!, port: Number(port) }, uriOf);
    await relay.listen();
    return relay;
  }

  /** The same database by way of the relay; a replica set's own addresses, which lead past it, are not used. */
  get uri(): string {
    return this.uriOf(this.port);
  }

  /** Connections are reset and new ones refused, until `mend`. */
  cut(): void {
    this.listener?.close();
    this.listener = undefined;
    for (const wire of this.wires) wire.reset();
  }

  /** Connections are taken and so are bytes, but nothing gets through, until `mend`: then it does, however late. */
  stall(): void {
    this.isStalled = true;
  }

  /** Whether such a request waits for the end of a stall. */
  holds(which: Which): boolean {
    return [...this.wires].some((wire) => wire.holds(which));
  }

  async mend(): Promise<void> {
    this.isStalled = false;
    for (const wire of this.wires) wire.release();
    if (!this.listener) await this.listen();
  }

  /** The server does it and answers; the app's connection is reset instead. */
  loseAnswerTo(which: Which, times = 1): Fault {
    return this.order({ which, left: times, isPassedOn: true });
  }

  /** Answered in the server's place, and never done. */
  refuse(which: Which, refusal: Refusal, times = 1): Fault {
    return this.order({ which, left: times, isPassedOn: false, refusal });
  }

  /** The server does it, and the app hears of an error: a step-down in the middle of a write. */
  refuseAfter(which: Which, refusal: Refusal, times = 1): Fault {
    return this.order({ which, left: times, isPassedOn: true, refusal });
  }

  async close(): Promise<void> {
    const closed = this.listener && once(this.listener, 'close');
    this.cut();
    await closed;
  }

  /** The order that this request meets, if any. */
  orderFor(request: Request): Order | undefined {
    const found = this.orders.find(({ which, left }) => left > 0 && fits(which, request));
    if (found) {
      found.left--;
      found.struck++;
    }
    return found;
  }

  private order(order: Omit<Order, 'struck'>): Fault {
    const placed = { ...order, struck: 0 };
    this.orders.push(placed);
    return placed;
  }

  private async listen(): Promise<void> {
    const listener = createServer((app) => {
      this.wires.add(new Wire(this, app, (wire) => this.wires.delete(wire)));
    });
    listener.listen(this.port, '127.0.0.1');
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.listener = listener;
  }
}

/** One connection of the app, and ours to the server in its name. */
class Wire {
  private readonly server: Socket;
  /** Orders under way, by the id of the request whose answer they are about. */
  private readonly awaited = new Map<number, Order>();
  private held: Readonly<{ pass: () => void; message?: Buffer }>[] = [];

  constructor(
    private readonly relay: Relay,
    private readonly app: Socket,
    onEnd: (wire: Wire) => void,
  ) {
    this.server = connect(relay.address);
    this.server.once('close', () => onEnd(this));
    const requests = new Framer((message) => this.whenOpen(() => this.passRequest(message), message));
    const answers = new Framer((message) => this.whenOpen(() => this.passAnswer(message)));
    this.tie(app, this.server, requests);
    this.tie(this.server, app, answers);
  }

  reset(): void {
    this.held = [];
    this.app.resetAndDestroy();
    this.server.destroy();
  }

  /** After a stall: what was held goes its way, in its order. */
  release(): void {
    for (const { pass } of this.held.splice(0)) pass();
  }

  holds(which: Which): boolean {
    const requests = this.held.map(({ message }) => message && commandOf(message));
    return requests.some((request) => request && fits(which, request));
  }

  private tie(from: Socket, to: Socket, framer: Framer): void {
    from.on('data', (bytes) => framer.take(bytes));
    from.on('error', () => undefined);
    from.on('close', () => this.whenOpen(() => to.end()));
  }

  /** @param message the request that this is about */
  private whenOpen(pass: () => void, message?: Buffer): void {
    if (this.relay.isStalled) this.held.push({ pass, message });
    else pass();
  }

  private passRequest(message: Buffer): void {
    const request = commandOf(message);
    const order = request && this.relay.orderFor(request);
    if (order && !order.isPassedOn) return void this.app.write(refusalOf(request!.id, order.refusal!));
    if (order) this.awaited.set(request!.id, order);
    this.server.write(message);
  }

  private passAnswer(message: Buffer): void {
    const id = isAnswerTo(message);
    const order = this.awaited.get(id);
    if (!order) return void this.app.write(message);
    this.awaited.delete(id);
    if (order.refusal) this.app.write(refusalOf(id, order.refusal));
    else this.reset();
  }
}

const fits = (which: Which, { command, collection }: Request): boolean =>
  typeof which === 'string' ? which === command : which.command === command && which.collection === collection;

/** Where the primary of a replica set listens; where there is none, the host that the URI names. */
async function primaryOf(uri: string, host: string): Promise<string> {
  const client = new mongo.MongoClient(uri);
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    return (hello.me as string | undefined) ?? host;
  } catch (error) {
    if (error instanceof mongo.MongoServerError) return host;
    throw error;
  } finally {
    await client.close();
  }
}
