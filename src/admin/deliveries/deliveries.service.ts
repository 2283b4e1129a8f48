import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import type { Delivery } from '../../delivery/delivery';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { Outbox } from '../../delivery/outbox';
import { AppError } from '../../errors';
import { pageOf } from '../../paging';
import { VerificationService } from '../../verification/verification.service';
import { DAY_MS } from '../period.fields';
import { toDeliveryDto, toListed, type DeliveriesDto, type DeliveriesQuery, type DeliveryDto } from './deliveries.dto';

/** All deliveries: the current state of each, and its history. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly history: DeliveryHistory,
    private readonly outbox: Outbox,
    private readonly verifications: VerificationService,
  ) {}

  /** Reads one row more than the limit, to know whether there is a next page. */
  async list(query: DeliveriesQuery): Promise<DeliveriesDto> {
    const { status: state, chat_id: chatId, verification_id: name, bot: botId, error, kind, to } = query;
    const { limit, cursor: before } = query;
    const verificationId = name === undefined ? undefined : (await this.verifications.findNamed(name))?.id;
    if (name !== undefined && verificationId === undefined) return { deliveries: [], next_cursor: null };
    const isBounded = [chatId, verificationId, error, state].some((each) => each !== undefined && each !== 'deleted');
    const isNarrowed = botId !== undefined || kind !== undefined;
    const dayBefore = () => new Date((to ?? clock.now()).getTime() - DAY_MS);
    const from = query.from ?? (isNarrowed && !isBounded ? dayBefore() : undefined);
    const search = { state, chatId, verificationId, botId, error, kind, from, to };
    const found = await this.history.list(search, { before, limit: limit + 1, isOldestFirst: query.sort === 'oldest' });
    const { page, next } = pageOf(found, limit, ({ id }) => id);
    const links = await this.linksOf(page);
    return {
      deliveries: page.map((row) => toListed(row, links.get(row.verificationId))),
      next_cursor: next,
    };
  }

  /** @throws AppError `not_found` */
  async read(id: string): Promise<DeliveryDto> {
    const row = await this.outbox.find(id);
    if (!row) throw new AppError('not_found');
    return toDeliveryDto(row, (await this.linksOf([row])).get(row.verificationId));
  }

  /** The link ids of the rows' verifications, by verification id. */
  private async linksOf(rows: readonly Delivery[]): Promise<Map<string | undefined, string | undefined>> {
    const ids = [...new Set(rows.map(({ verificationId }) => verificationId))];
    return new Map(
      await Promise.all(ids.map(async (id) => [id, (await this.verifications.find(id))?.linkId] as const)),
    );
  }
}
