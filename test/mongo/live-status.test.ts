import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { withDatabase } from '../harness/store';
import { Api, type Status } from '../harness/api';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { mongoKind, OwnMongo } from '../harness/mongo';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

/** By itself a stream looks when a status ends by time (src/registration/status/status.stream.ts): what comes before was pushed. */
const LOOKS_BY_ITSELF_MS = 15_000;

/** Watches a verification as a browser does. */
class Watcher {
  /** A story has several steps, and whoever looks by itself needs a look for each. A busy machine takes longer for all. */
  static pushedWithinMs = LOOKS_BY_ITSELF_MS;
  readonly statuses: string[] = [];
  readonly eventIds: string[] = [];
  private readonly openedAt = performance.now();
  /** How the stream ended: by the server's word, or torn off. */
  end?: 'complete' | 'torn';

  private constructor(private readonly answer: IncomingMessage) {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => {
      const blocks = `${text}${chunk}`.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.take(block);
    });
    answer.on('error', () => undefined);
    answer.on('close', () => (this.end = answer.complete ? 'complete' : 'torn'));
  }

  static async at(app: Readonly<{ url: string }>, id: string, lastEventId?: string): Promise<Watcher> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const request = get(`${app.url}/api/verifications/${id}/events`, { headers, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return new Watcher(answer);
  }

  get lastEventId(): string | undefined {
    return this.eventIds.at(-1);
  }

  async untilSeen(status: string): Promise<void> {
    await until(() => this.statuses.at(-1) === status, `${status} to be told`);
    this.expectPushed();
  }

  async untilEnd(): Promise<void> {
    await until(() => this.end, 'the end of the stream');
    this.expectPushed();
  }

  close(): void {
    this.answer.destroy();
  }

  private expectPushed(): void {
    expect(performance.now() - this.openedAt).toBeLessThan(Watcher.pushedWithinMs);
  }

  private take(block: string): void {
    const id = /^id: (.*)$/m.exec(block)?.[1];
    const json = /^data: (.*)$/m.exec(block)?.[1];
    if (id === undefined || json === undefined) return;
    this.eventIds.push(id);
    this.statuses.push((JSON.parse(json) as Status).status);
  }
}

/** The stand-in has change streams in its memory, and none on disk. */
describe.each(['in memory', 'on disk'])(
  'live status over three instances and a server with its records %s',
  (where) => {
    let cluster: Cluster;
    let server: OwnMongo | undefined;
    let owner: AppProcess;
    let others: AppProcess[];

    beforeAll(async () => {
      if (where === 'on disk') server = await OwnMongo.start();
      cluster = await Cluster.start({ instances: 3, databaseUrl: server && withDatabase(server.uri, 'test') });
      Watcher.pushedWithinMs = LOOKS_BY_ITSELF_MS + cluster.startMs;
    });

    beforeEach(async () => {
      [owner, ...others] = await cluster.roles();
    });

    afterAll(async () => {
      await cluster.close();
      await server?.close();
    });

    it('a client of one sees what another sends, and what happens at a third', async () => {
      const [here, there] = others as [AppProcess, AppProcess];
      const person = await cluster.telegram.addPerson('Ann');
      const started = await new Api(there).register({ email: cluster.newPerson().email });
      const { verification_id: id } = started;
      const watchers = await Promise.all([here, there, owner, cluster.proxy].map((app) => Watcher.at(app, id)));
      for (const watcher of watchers) await watcher.untilSeen('awaiting_telegram');
      await cluster.telegram.pressStart(person, started.telegram_link);
      const [message] = await cluster.telegram.untilCodeMessages(person, 1);
      for (const watcher of watchers) await watcher.untilSeen('sent');
      expect(await new Api(there).verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
      for (const watcher of watchers) await watcher.untilEnd();
      for (const { statuses, end } of watchers) {
        expect(end).toBe('complete');
        const steps = statuses.filter((status, index) => status !== 'sending' && status !== statuses[index - 1]);
        expect(steps).toEqual(['awaiting_telegram', 'sent', 'verified']);
      }
    });

    it('a client of an instance that is killed goes on at another, hears nothing twice, misses nothing', async () => {
      const [here, there] = others as [AppProcess, AppProcess];
      const person = cluster.newPerson();
      const { verification_id: id } = await new Api(there).register(person);
      const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
      await new Api(there).untilStatus(id, 'sent');
      const first = await Watcher.at(here, id);
      await first.untilSeen('sent');
      await here.kill();
      await until(() => first.end === 'torn', 'the stream to break off');
      const quiet = await Watcher.at(owner, id, first.lastEventId);
      expect(await new Api(there).verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
      const late = await Watcher.at(there, id, first.lastEventId);
      for (const watcher of [quiet, late]) {
        await watcher.untilEnd();
        // The attempt that was counted before the code was compared may be told too.
        expect([watcher.end, watcher.statuses.at(-1)]).toEqual(['complete', 'verified']);
        const heard = [first.lastEventId, ...watcher.eventIds];
        expect(new Set(heard).size).toBe(heard.length);
      }
    });

    it('an operator is told where the server cannot push', () => {
      const isPolled = mongoKind === 'stand-in' && where === 'on disk';
      for (const { output } of cluster.instances) expect(output.includes('no change streams')).toBe(isPolled);
    });
  },
);
