import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pictures } from '../delivery/pictures';
import { Database } from '../persistence/database';
import { Bots } from '../telegram/telegram.bots';

/** `degraded`: people are served, but something an operator should look at does not work. */
export type Health = Readonly<{
  status: 'ok' | 'degraded' | 'unavailable';
  storage: 'up' | 'down';
  /** `text_only`: QR pictures do not read back, so messages go without them. */
  pictures: 'ok' | 'text_only';
  bots: readonly Readonly<{ username: string | null; state: string; since: string; error: string | null }>[];
}>;

@Injectable()
export class HealthService implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly bots: Bots,
    private readonly pictures: Pictures,
  ) {}

  /** The first thing that a stop calls: load balancers are told before anything closes. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async isReady(): Promise<boolean> {
    return !this.isStopping && (await this.isStorageUp());
  }

  async examine(): Promise<Health> {
    const isStorageUp = await this.isStorageUp();
    const bots = this.bots.all.map(({ id }) => {
      const { state, since, error } = this.bots.state(id);
      return { username: this.bots.username(id) ?? null, state, since: since.toISOString(), error: error ?? null };
    });
    const isWhole = this.pictures.isReadable && bots.every(({ state }) => state === 'up');
    return {
      status: !isStorageUp || this.isStopping ? 'unavailable' : isWhole ? 'ok' : 'degraded',
      storage: isStorageUp ? 'up' : 'down',
      pictures: this.pictures.isReadable ? 'ok' : 'text_only',
      bots,
    };
  }

  private async isStorageUp(): Promise<boolean> {
    return this.database.probe().then(
      () => true,
      () => false,
    );
  }
}
