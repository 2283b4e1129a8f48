import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config';
import { OidcRecordRepository } from './oidc.record.repository';
import { Seal } from '../../secrets/seal';

const AT_A_TIME = 200;
const PAUSE_MS = 20;
const RETRY_MS = 10_000;

/**
 * Grants live as long as the session, which is longer than an operator keeps the previous `MAGIC_LINK_SECRET`: each
 * start with two secrets reseals with the newest what the other one has sealed.
 */
@Injectable()
export class Resealing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('OpenID');
  private readonly stopping = new AbortController();
  private readonly seal: Seal;
  private readonly isDue: boolean;
  private running?: Promise<void>;

  constructor(
    private readonly records: OidcRecordRepository,
    { magicLinkSecrets }: Config,
  ) {
    this.seal = new Seal(magicLinkSecrets, 'oidc');
    this.isDue = magicLinkSecrets.length > 1;
  }

  /** Startup does not wait for it. */
  onApplicationBootstrap(): void {
    if (this.isDue) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        return await this.resealAll();
      } catch (error) {
        this.logger.error({ msg: 'records of apps are not resealed with the newest MAGIC_LINK_SECRET yet', error });
        await this.rest(RETRY_MS);
      }
    }
  }

  private async resealAll(): Promise<void> {
    for (let last = ''; !this.stopping.signal.aborted; await this.rest(PAUSE_MS)) {
      const records = await this.records.listAfter(last, AT_A_TIME);
      for (const { id, sealed } of records) {
        const anew = this.seal.renew(sealed);
        if (anew !== undefined) await this.records.reseal(id, sealed, anew);
      }
      if (records.length < AT_A_TIME)
        return this.logger.log('what apps hold is sealed by the newest MAGIC_LINK_SECRET');
      last = records.at(-1)?.id ?? last;
    }
  }

  private rest(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
