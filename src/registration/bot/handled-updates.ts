import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import { mustComeAgain } from '../../telegram/updates/update.inbox';
import { HandledUpdateRepository } from './handled-update.repository';

/** Longer than a handler takes: its calls to Telegram time out after ten seconds. */
const BUSY_MS = 15_000;
/** Telegram keeps an update for 24 hours. */
const KEPT_MS = 48 * 3_600_000;
const PURGE_EVERY_MS = 3_600_000;

/** Sees to it that an update is handled once, however often and to however many instances Telegram delivers it. */
@Injectable()
export class HandledUpdates {
  constructor(private readonly updates: HandledUpdateRepository) {}

  /**
   * Runs `handle` unless the update was handled. If its handler was interrupted, or could not store what it did, the
   * update is handled when it comes again; any other failure is final.
   * @throws AppError `overloaded` while another call handles it; it must come again, as that call may be interrupted
   */
  async once(botId: number, updateId: number, handle: () => Promise<void>): Promise<void> {
    const now = clock.now();
    const taking = await this.updates.take(botId, updateId, now, new Date(now.getTime() + BUSY_MS));
    if (taking === 'handled') return;
    if (taking === 'busy') throw new AppError('overloaded');
    try {
      await handle();
    } catch (error) {
      await (mustComeAgain(error) ? this.updates.giveBack(botId, updateId) : this.updates.finish(botId, updateId));
      throw error;
    }
    await this.updates.finish(botId, updateId);
  }

  @Interval(PURGE_EVERY_MS)
  async purge(): Promise<void> {
    // The updates that need the storage report that it is down; what is not purged now is purged next time.
    await this.updates.purge(clock.in(-KEPT_MS)).catch(() => undefined);
  }
}
