import { BotConnection } from './bot.connection';

/** Learns the bot's name and leaves its updates alone: another instance gets them, or is about to. */
export class StandbyConnection extends BotConnection {
  protected async connect(): Promise<void> {
    this.failures = 0;
    this.report('standby');
  }

  protected async serve(): Promise<void> {
    while (!this.isStopping) await this.pause(IDLE_MS);
  }
}

/** A stop ends the pause at once. */
const IDLE_MS = 3_600_000;
