import { Logger } from '@nestjs/common';
import type { Connection, mongo } from 'mongoose';
import { clock, CUT_MS } from '../../clock';

const ASK_EVERY_MS = 3_000;
const WORTH_TELLING_MS = 1_000;
const SET_BACK_MS = 60_000;

/** Instances agree on what is due and what is over because they all follow the server's clock. */
export class MongoTime {
  private readonly logger = new Logger('MongoDB');
  private askedAt = -Infinity;

  /** @param onSetBack called when the server's clock was ahead, and no longer is */
  constructor(
    private readonly connection: Connection,
    private readonly onSetBack: () => void = () => undefined,
  ) {}

  /** Called with other operations, and asks only every few seconds: an idle instance does not need the time. */
  keepUp(): void {
    if (performance.now() - this.askedAt > ASK_EVERY_MS) this.ask().catch(() => undefined);
  }

  /** Sets our clock by the server's. @returns the server's reply, its time included */
  async ask(): Promise<mongo.BSON.Document> {
    // MongoDB before 4.4.2 does not know `hello`, and a later version may drop `isMaster`.
    return this.hear({ hello: 1 }).catch(() => this.hear({ isMaster: 1 }));
  }

  /** The time was read between question and answer: a slow answer is less exact, and so moves our clock less. */
  private async hear(question: mongo.BSON.Document): Promise<mongo.BSON.Document> {
    const askedAt = performance.now();
    this.askedAt = askedAt;
    const answer = await this.connection.getClient().db('admin').command(question);
    const halfWayMs = (performance.now() - askedAt) / 2;
    if (answer.localTime instanceof Date) this.follow(answer.localTime, halfWayMs);
    return answer;
  }

  private follow(told: Date, halfWayMs: number): void {
    const openMs = halfWayMs + CUT_MS / 2;
    const behind = clock.follow(told.getTime() + openMs, openMs);
    if (behind < -SET_BACK_MS) this.onSetBack();
    if (Math.abs(behind) < WORTH_TELLING_MS) return;
    const seconds = Math.round(Math.abs(behind) / 1000);
    this.logger.warn(`our clock was ${seconds} s ${behind > 0 ? 'behind' : 'ahead of'} MongoDB's, which we follow`);
  }
}
