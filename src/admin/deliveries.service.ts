import { Injectable } from '@nestjs/common';
import { DeliveryHistory } from '../delivery/delivery.history';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import { toCursor } from './admin.fields';
import { toDeliveryDto, toListed, type DeliveriesDto, type DeliveriesQuery, type DeliveryDto } from './deliveries.dto';

/** Every message there was: where it is, and what it went through. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly history: DeliveryHistory,
    private readonly outbox: Outbox,
  ) {}

  /** One more than was asked for tells whether there is a next page. */
  async list(query: DeliveriesQuery): Promise<DeliveriesDto> {
    const { status: state, chat_id: chatId, verification_id: verificationId, limit, cursor: before } = query;
    const found = await this.history.list({ state, chatId, verificationId }, { before, limit: limit + 1 });
    const page = found.slice(0, limit);
    return {
      deliveries: page.map(toListed),
      next_cursor: found.length > limit ? toCursor(page.at(-1)!.id) : null,
    };
  }

  /** @throws AppError `not_found` */
  async read(id: string): Promise<DeliveryDto> {
    const row = await this.outbox.find(id);
    if (!row) throw new AppError('not_found');
    return toDeliveryDto(row);
  }
}
