import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { OverstayAlarm } from '../delivery/worker/alarm';
import { Pictures } from '../delivery/message/pictures';
import { clock } from '../clock';
import type { AppError } from '../errors';
import { Database } from '../persistence/database';
import { BotOwner } from '../lease/bot.owner';
import type { CircuitState } from '../telegram/gate/circuit.breaker';
import { ClockCheck } from '../retention/clock.check';
import { Gates } from '../telegram/gate/bot.gate';
import { Bots } from '../telegram/bots/telegram.bots';

/** `degraded`: people are served, but something an operator should look at does not work. */
export type Health = Readonly<{
  status: 'ok' | 'degraded' | 'unavailable';
  storage: 'up' | 'down';
  /** `text_only`: the last QR picture could not be drawn, and its message went without. */
  pictures: 'ok' | 'text_only';
  /** `doubted`: ours is far ahead of Telegram's, or of everything stored, so nothing is erased. */
  clock: 'ok' | 'doubted';
  /** Messages that should have left Telegram a minute ago or more; null while the store cannot tell. */
  overstaying: number | null;
  /** Messages of bots whose token is not in the settings: they can be neither sent nor deleted; null while the store cannot tell. */
  stranded: number | null;
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
  /** Whether Telegram accepts what this instance sends: `open` if not. `closed` for another instance's bot. */
  circuit: CircuitState;
  /** How long nothing goes out, because Telegram asked for a pause or does not answer; 0 while all is well. */
  held_back_seconds: number;
}>;

/** Telegram asks for such pauses in a busy hour; a longer one is news. */
const SHORT_PAUSE_SECONDS = 60;

@Injectable()
export class HealthService implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly bots: Bots,
    private readonly pictures: Pictures,
    private readonly owner: BotOwner,
    private readonly gates: Gates,
    private readonly alarm: OverstayAlarm,
    private readonly clockCheck: ClockCheck,
  ) {}

  /** Called first when the process stops: load balancers are told before anything closes. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async isReady(): Promise<boolean> {
    return !this.isStopping && (await this.isStorageUp());
  }

  get instance(): string {
    return this.owner.instance;
  }

  async examine(): Promise<Health> {
    const isStorageUp = await this.isStorageUp();
    const bots = this.bots.all.map(({ id }) => this.ofBot(id));
    const waiting = await this.alarm.count();
    const isClockSure = this.clockCheck.doubt === undefined;
    const isPunctual = !waiting || waiting.overdue + waiting.stranded === 0;
    const isWhole = isClockSure && this.pictures.areDrawn && bots.every(isWell) && isPunctual;
    return {
      status: !isStorageUp || this.isStopping ? 'unavailable' : isWhole ? 'ok' : 'degraded',
      storage: isStorageUp ? 'up' : 'down',
      pictures: this.pictures.areDrawn ? 'ok' : 'text_only',
      clock: isClockSure ? 'ok' : 'doubted',
      overstaying: waiting?.overdue ?? null,
      stranded: waiting?.stranded ?? null,
      instance: this.instance,
      bots,
    };
  }

  ofBot(botId: number): BotHealth {
    const { state, since, error } = this.bots.state(botId);
    // Only the instance that sends for the bot learns at its gate that Telegram is back: no other's circuit counts.
    const circuit = (this.owner.worksFor(botId) && this.gates.get(botId)?.state.circuit) || 'closed';
    return {
      username: this.bots.username(botId) ?? null,
      state,
      since: since.toISOString(),
      error: error ?? null,
      held_by: this.owner.holderOf(botId) ?? null,
      circuit,
      held_back_seconds: Math.ceil(this.owner.conditionOf(botId).closedForMs / 1000),
    };
  }

  /** How long a tiny write took just now, and what the store said if it failed. */
  async tryStorage(): Promise<Readonly<{ tookMs: number; why?: string }>> {
    const began = clock.elapsed();
    const why = await this.database.probe().then(
      () => undefined,
      (error: Error) => ((error as AppError).details?.cause as Error | undefined)?.message ?? error.message,
    );
    return { tookMs: clock.elapsed() - began, why };
  }

  /** Why our clock is not trusted for what cannot be undone; undefined if it is. */
  get clockDoubt(): string | undefined {
    return this.clockCheck.doubt;
  }

  get arePicturesDrawn(): boolean {
    return this.pictures.areDrawn;
  }

  private async isStorageUp(): Promise<boolean> {
    return (await this.tryStorage()).why === undefined;
  }
}

/** Whether the bot gets its updates, here or at the instance that has it. */
export const hasUpdates = ({ state }: BotHealth): boolean => ['up', 'standby'].includes(state);

const isWell = (bot: BotHealth): boolean =>
  hasUpdates(bot) && bot.circuit === 'closed' && bot.held_back_seconds <= SHORT_PAUSE_SECONDS;
