import { clock } from '../../clock';
import { AppError } from '../../errors';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

const TTL_SECONDS = 10;
const STEP_MS = 100;
/** Time for a look, and for what is recorded in between. */
const SLACK_MS = 1_000;
const TURNS_A_STEP = 20;
const REQUESTS_A_SECOND = 20;

let now = Date.UTC(2026, 0, 1);
/** Time passes when the story says so. */
const moment = () => now;
clock.goBy({ wall: moment, monotonic: moment, uptime: moment });

/** A Telegram whose calls end when their time has passed, and the people who request messages. */
class Story {
  accepted = 0;
  sent = 0;
  longestOverstayMs = 0;
  private readonly calls: { endsAt: number; end: () => void }[] = [];
  private readonly deleteAt = new Map<number, number>();

  constructor(
    private readonly room: DeliveryRoom,
    private readonly took: Readonly<{ sendMs: number; removeMs: number }>,
  ) {
    jest.spyOn(room.telegram, 'send').mockImplementation(async () => {
      await this.callFor(this.took.sendMs);
      const messageId = ++this.sent;
      this.deleteAt.set(messageId, now + TTL_SECONDS * 1000);
      return { kind: 'sent', messageId, tries: 1 };
    });
    jest.spyOn(room.telegram, 'remove').mockImplementation(async (_, messageId) => {
      await this.callFor(this.took.removeMs);
      this.longestOverstayMs = Math.max(this.longestOverstayMs, now - this.deleteAt.get(messageId)!);
      this.deleteAt.delete(messageId);
      return { kind: 'gone' };
    });
  }

  get left(): number {
    return this.deleteAt.size;
  }

  private get isOver(): boolean {
    return this.calls.length === 0 && this.left === 0 && this.sent === this.accepted;
  }

  /** So many seconds, or until nothing is left to do. */
  async goOn(seconds: number, requestsASecond: number): Promise<void> {
    const steps = (seconds * 1000) / STEP_MS;
    for (let step = 0; step < steps; step++) {
      if (requestsASecond === 0 && this.isOver) return;
      now += STEP_MS;
      for (const call of this.calls.filter(({ endsAt }) => endsAt <= now)) {
        this.calls.splice(this.calls.indexOf(call), 1);
        call.end();
      }
      const asking = Array.from({ length: (requestsASecond * STEP_MS) / 1000 }, () => this.ask());
      await Promise.all(asking);
      this.room.worker.wake();
      for (let turn = 0; turn < TURNS_A_STEP; turn++) await new Promise(setImmediate);
    }
  }

  private async ask(): Promise<void> {
    try {
      await this.room.outbox.assertRoom(4242);
      await this.room.request(clock.now());
      this.accepted++;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'overloaded') throw error;
    }
  }

  private callFor(ms: number): Promise<void> {
    return new Promise((end) => this.calls.push({ endsAt: now + ms, end }));
  }
}

describe('messages leave Telegram as fast as they get there, where a call takes', () => {
  let room: DeliveryRoom;

  beforeEach(async () => {
    room = await DeliveryRoom.open({
      OTP_TTL_SECONDS: String(TTL_SECONDS),
      TELEGRAM_MESSAGES_PER_SECOND: '25',
      DELIVERY_DEADLINE_SECONDS: '60',
    });
    room.worker.onApplicationBootstrap();
  });

  afterEach(async () => {
    jest.spyOn(room.worker as unknown as { finish: () => Promise<void> }, 'finish').mockResolvedValue();
    await room.worker.beforeApplicationShutdown();
    await room.close();
  });

  it.each([
    ['four seconds', { sendMs: 4_000, removeMs: 4_000 }, SLACK_MS],
    // Messages already in Telegram when the first deletion shows how slow it is can no longer be deleted in time.
    ['one second, and a deletion eight', { sendMs: 1_000, removeMs: 8_000 }, TTL_SECONDS * 1000],
  ])('%s', async (_, took, mostMs) => {
    const story = new Story(room, took);
    await story.goOn(40, REQUESTS_A_SECOND);
    await story.goOn(90, 0);
    expect(story.left).toBe(0);
    expect(story.sent).toBeGreaterThan(350);
    expect(story.longestOverstayMs).toBeLessThanOrEqual(took.removeMs + mostMs);
    expect(story.sent).toBe(story.accepted);
  });

  it('half a minute: what is accepted is sent in time, although sends wait for deletions', async () => {
    const story = new Story(room, { sendMs: 1_000, removeMs: 30_000 });
    await story.goOn(80, REQUESTS_A_SECOND);
    await story.goOn(60, 0);
    expect(story.accepted).toBeGreaterThan(300);
    expect(story.sent).toBe(story.accepted);
  });
});
