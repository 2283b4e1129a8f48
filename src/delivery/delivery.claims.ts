import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { BotOwner } from '../lease/bot.owner';
import { nameOf, type Lease } from '../lease/lease';
import type { Claim } from './delivery';
import { DeliveryRecovery } from './delivery.recovery';
import { DeliveryRepository, type Room } from './delivery.repository';

/** A row is held longer than any delivery may take, so that no second holder starts while the first still waits. */
const MARGIN_SECONDS = 15;

/** What this instance may work on: the rows of the bots whose lease it has. */
@Injectable()
export class DeliveryClaims {
  /** Holdings that have repaired what the one before left. */
  private readonly settledIn = new Set<string>();

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly recovery: DeliveryRecovery,
    private readonly owner: BotOwner,
    private readonly config: Config,
  ) {}

  /** Bots that are ours now. */
  get leases(): readonly Lease[] {
    return this.owner.held;
  }

  /** Takes what is due for a bot; the first time, what an earlier holder left in its hands too. */
  async take(lease: Lease, room: Room): Promise<Claim[]> {
    const holder = { botId: lease.botId, name: nameOf(lease), fence: lease.fence };
    if (!this.settledIn.has(holder.name)) await this.recovery.takeOver(holder);
    this.settledIn.add(holder.name);
    if (!this.owner.isHeld(holder.botId, holder.name)) return [];
    const now = new Date();
    const heldSeconds = this.config.deliveryDeadlineSeconds + MARGIN_SECONDS;
    return this.deliveries.claimDue(holder, now, new Date(now.getTime() + heldSeconds * 1000), room);
  }

  /** Another instance may go on where we stop. */
  leave(): Promise<void> {
    return this.owner.leave();
  }
}
