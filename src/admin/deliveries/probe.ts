import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { clock } from '../../clock';
import type { Delivery, TestMessage } from '../../delivery/delivery';
import { Outbox } from '../../delivery/outbox';
import { AppError } from '../../errors';
import type { Failure } from '../../verification/verification';
import { HealthService } from '../../health/health.service';
import { timeOrderedId } from '../../ids';
import { Recipients } from '../../otp/recipients';
import { BotApiError, refusalOf } from '../../telegram/api/bot-api.error';
import { outcomeOf, toReceipt, type TestDeliveryDto } from './deliveries.dto';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 100;
/** An error that Telegram answered begins with its status. 429 is not a refusal. */
const REFUSED = /^4(?!29)\d\d: /;

/** Sends a plain message the way that every other goes, to see whether one would arrive. */
@Injectable()
export class Probe implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly outbox: Outbox,
    private readonly recipients: Recipients,
    private readonly health: HealthService,
  ) {}

  /** Shutdown does not wait for a test. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** @throws AppError `overloaded` if it could not be sent while the request waits */
  async prepare(chatId: number): Promise<TestMessage> {
    const botId = await this.recipients.forMessage(chatId);
    await this.outbox.assertRoom(botId);
    const { held_back_seconds: retryAfterSeconds } = this.health.ofBot(botId);
    if (retryAfterSeconds * 1000 >= PATIENCE_MS) throw new AppError('overloaded', { retryAfterSeconds });
    return { id: timeOrderedId(clock.now()), botId, chatId, deadlineAt: clock.in(PATIENCE_MS) };
  }

  /** @returns what became of it while the request waited */
  async send(message: TestMessage): Promise<TestDeliveryDto> {
    const { id, deadlineAt } = message;
    await this.outbox.enqueueTest(message, clock.now());
    const row = await this.untilOver(id, deadlineAt);
    return { ...toReceipt(row), id, outcome: outcomeOf(row), error: row.sentAt ? null : reasonOf(row) };
  }

  /** Reads the row until its outcome is known, or the request has waited long enough. */
  private async untilOver(id: string, deadline: Date): Promise<Delivery> {
    for (;;) {
      const row = await this.outbox.find(id);
      if (!row) throw new AppError('not_found');
      const isOver = row.state !== 'queued' && row.state !== 'sending';
      if (isOver || clock.now() >= deadline || this.stopping.signal.aborted) return row;
      await pause(LOOK_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}

/** A stable code for the error; Telegram's own sentence stays in the delivery. */
function reasonOf({ error = '' }: Delivery): Failure {
  return REFUSED.test(error) ? refusalOf(new BotApiError('refused', error)) : 'telegram_timeout';
}
