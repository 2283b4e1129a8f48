import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { Config } from '../config';
import { AppError } from '../errors';
import { Metrics } from '../metrics/metrics';
import { LimitRepository } from './limit.repository';

/** `ip`: start and resend requests of one client address a minute. `chat`: messages to one chat an hour. */
export type LimitName = 'ip' | 'chat';

const PURGE_EVERY_MS = 60_000;

@Injectable()
export class LimitsService {
  constructor(
    private readonly limits: LimitRepository,
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /** @throws AppError `rate_limited` with the seconds until the window ends */
  async spend(name: LimitName, subject: string | number, now: Date): Promise<void> {
    const { most, windowSeconds } = this.rule(name);
    const { used, endsAt } = await this.limits.take(`${name}:${subject}`, windowSeconds, now);
    if (used <= most) return;
    this.metrics.rateLimited.inc({ limit: name });
    throw rateLimited(endsAt, now);
  }

  @Interval(PURGE_EVERY_MS)
  async purge(): Promise<void> {
    // Storage that is down is told by the requests that need it; what is not purged now is purged next time.
    await this.limits.purge(clock.now()).catch(() => undefined);
  }

  private rule(name: LimitName): { most: number; windowSeconds: number } {
    switch (name) {
      case 'ip':
        return { most: this.config.limits.requestsPerIpMinute, windowSeconds: 60 };
      case 'chat':
        return { most: this.config.limits.sendsPerChatHour, windowSeconds: 3600 };
      default:
        return name satisfies never;
    }
  }
}

/** Too early: `until` is when it may be tried again. */
export function rateLimited(until: Date, now: Date): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return new AppError('rate_limited', { retryAfterSeconds });
}
