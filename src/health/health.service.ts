import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pictures } from '../delivery/pictures';
import { Database } from '../persistence/database';
import { BotOwner } from '../lease/bot.owner';
import { Bots } from '../telegram/telegram.bots';

/** `degraded`: people are served, but something an operator should look at does not work. */
export type Health = Readonly<{
  status: 'ok' | 'degraded' | 'unavailable';
  storage: 'up' | 'down';
  /** `text_only`: QR pictures do not read back, so messages go without them. */
  pictures: 'ok' | 'text_only';
  /** Names this run of this process, as `held_by` does. */
  instance: string;
  bots: readonly BotHealth[];
}>;

/** `standby`: another instance, `held_by`, gets its updates, sends and deletes. */
export type BotHealth = Readonly<{
  username: string | null;
  state: string;
  since: string;
  error: string | null;
  held_by: string | null;
}>;

@Injectable()
export class HealthService implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly bots: Bots,
    private readonly pictures: Pictures,
    private readonly owner: BotOwner,
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
    const bots = this.bots.all.map(({ id }) => this.healthOf(id));
    const isWhole = this.pictures.isReadable && bots.every(({ state }) => ['up', 'standby'].includes(state));
    return {
      status: !isStorageUp || this.isStopping ? 'unavailable' : isWhole ? 'ok' : 'degraded',
      storage: isStorageUp ? 'up' : 'down',
      pictures: this.pictures.isReadable ? 'ok' : 'text_only',
      instance: this.owner.instance,
      bots,
    };
  }

  private healthOf(botId: number): BotHealth {
    const { state, since, error } = this.bots.state(botId);
    return {
      username: this.bots.username(botId) ?? null,
      state,
      since: since.toISOString(),
      error: error ?? null,
      held_by: this.owner.holderOf(botId) ?? null,
    };
  }

  private async isStorageUp(): Promise<boolean> {
    return this.database.probe().then(
      () => true,
      () => false,
    );
  }
}
