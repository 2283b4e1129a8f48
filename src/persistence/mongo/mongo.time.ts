import { Logger } from '@nestjs/common';
import type { Connection, mongo } from 'mongoose';
import { clock, CUT_MS } from '../../clock';

const ASK_EVERY_MS = 3_000;
const WORTH_TELLING_MS = 1_000;
const SET_BACK_MS = 60_000;

/** Instances agree on what is due and what is over because all of them go by the server's clock. */
export class MongoTime {
  private readonly logger = new Logger('MongoDB');
  private askedAt = -Infinity;

  /** @param onSetBack the server's clock was ahead, and is no longer */
  constructor(
    private readonly connection: Connection,
    private readonly onSetBack: () => void = () => undefined,
  ) {}

  /** Goes along with what is asked anyway, every few seconds: who asks for nothing needs no time. */
  keepUp(): void {
    if (performance.now() - this.askedAt > ASK_EVERY_MS) this.ask().catch(() => undefined);
  }

  /** Sets our clock by the server's. @returns what the server says of itself, its time included */
  async ask(): Promise<mongo.BSON.Document> {
    // MongoDB before 4.4.2 does not know the one, and a later version may drop the other.
    return this.hear({ hello: 1 }).catch(() => this.hear({ isMaster: 1 }));
  }

  /** The time was told somewhere between question and answer: a slow answer leaves much open, and so moves little. */
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
    this.logger.warn(`our clock was ${seconds} s ${behind > 0 ? 'behind' : 'ahead of'} MongoDB's, by which we go`);
  }
}
