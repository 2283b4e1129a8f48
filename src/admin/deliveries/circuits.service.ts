import { Injectable } from '@nestjs/common';
import { AppError } from '../../errors';
import { HealthService } from '../../health/health.service';
import { Gates } from '../../telegram/gate/bot.gate';
import type { CircuitDto, CircuitsDto } from './circuits.dto';

/** Whether Telegram accepts what each bot sends, as this instance sees it. */
@Injectable()
export class CircuitsService {
  constructor(
    private readonly gates: Gates,
    private readonly health: HealthService,
  ) {}

  list(): CircuitsDto {
    return { circuits: this.gates.all.map(({ botId }) => this.read(botId)) };
  }

  /** @throws AppError `not_found` */
  read(botId: number): CircuitDto {
    if (!this.gates.get(botId)) throw new AppError('not_found');
    const { username, state, circuit, held_back_seconds, held_by } = this.health.ofBot(botId);
    return { bot: botId, username, state, circuit, held_back_seconds, held_by, instance: this.health.instance };
  }

  /**
   * Closes this instance's circuit and ends a pause, to which Telegram may respond with a longer one.
   * @throws AppError `not_found`
   */
  reset(botId: number): CircuitDto {
    this.gates.get(botId)?.reset();
    return this.read(botId);
  }
}
