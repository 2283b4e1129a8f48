import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { addressBucket } from '../../http/request/address-bucket';
import { invalid } from '../../http/problems/problem.filter';
import { isTimeOrdered, momentOf } from '../../ids';
import { Metrics } from '../../metrics/metrics';
import { pageOf } from '../../paging';
import { VerificationService } from '../../verification/verification.service';
import type { Verification } from '../../verification/verification';
import { VerificationHistory, type Clue } from '../../verification/store/verification.history';
import { DAY_MS } from '../period.fields';
import { toVerification, type RequestDto, type VerificationsDto, type VerificationsQuery } from './verifications.dto';

const CHAT_ID = /^\d{1,16}$/;
const NAME_OF_ONE = /^[\w-]{22,}$/;
const NETWORK = /^[\da-f:]+\/64$/i;
/** Messages of a chat to read, and so verifications at most: each has at least one message. */
const MOST_OF_A_CHAT = 100;

/** Sign-ins as operators search for them, including those that failed. */
@Injectable()
export class VerificationsService {
  constructor(
    private readonly history: VerificationHistory,
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationService,
    private readonly metrics: Metrics,
    private readonly apps: Apps,
  ) {}

  async list(query: VerificationsQuery): Promise<VerificationsDto> {
    const { q: text, status, reason: failure, bot: botId, to, sort, limit, cursor } = query;
    const now = clock.now();
    const known = text === undefined ? undefined : await this.findWhole(text);
    if (known) return { verifications: known.map((one) => this.describe(one, now)), next_cursor: null };
    const clue = text === undefined ? undefined : clueOf(text);
    const from = query.from ?? (clue ? undefined : new Date((to ?? now).getTime() - DAY_MS));
    const before = cursor === undefined ? undefined : await this.idOf(cursor);
    const page = { before, limit: limit + 1, isOldestFirst: sort === 'oldest' };
    const found = await this.history.list({ clue, status, failure, botId, from, to }, page, now);
    const { page: shown, next } = pageOf(found, limit, ({ linkId }) => linkId);
    return { verifications: shown.map((one) => this.describe(one, now)), next_cursor: next };
  }

  /** The verifications that a request began, and its fault if it failed. */
  async readRequest(requestId: string): Promise<RequestDto> {
    const now = clock.now();
    const found = await this.history.list({ clue: { requestId } }, { limit: MOST_OF_A_CHAT }, now);
    const fault = this.metrics.lately.find(requestId);
    return {
      request_id: requestId,
      at: isTimeOrdered(requestId) ? momentOf(requestId).toISOString() : null,
      fault: fault
        ? { method: fault.method, route: fault.route, status: fault.status, code: fault.code ?? null }
        : null,
      verifications: found.map((one) => this.describe(one, now)),
    };
  }

  private describe(one: Verification, now: Date): VerificationsDto['verifications'][number] {
    return toVerification(one, this.apps.nameOf(one.appId), now);
  }

  /** Finds the one verification that the text names, or those of a chat. Undefined if the text names neither. */
  private async findWhole(text: string): Promise<Verification[] | undefined> {
    if (CHAT_ID.test(text)) return this.findOfChat(Number(text));
    const one = NAME_OF_ONE.test(text) ? await this.verifications.findNamed(text) : undefined;
    return one && [one];
  }

  private async findOfChat(chatId: number): Promise<Verification[]> {
    const messages = await this.deliveries.list({ chatId }, { limit: MOST_OF_A_CHAT });
    const ids = [...new Set(messages.map(({ verificationId }) => verificationId))];
    const found = await Promise.all(ids.map((id) => this.verifications.find(id)));
    return found.filter((one) => one !== undefined);
  }

  /** The cursor is a link id: the verification's own id is its initiator's proof, and is never shown. */
  private async idOf(cursor: string): Promise<string> {
    const found = await this.verifications.findByLinkId(cursor);
    if (!found) throw invalid('cursor', 'must be the cursor of an earlier answer');
    return found.id;
  }
}

/** Addresses are searched in the form in which limits count them; the @ of a username is dropped. */
function clueOf(text: string): Clue {
  if (NETWORK.test(text)) return { origin: text.toLowerCase() };
  if (isIP(text) !== 0) return { origin: addressBucket(text) };
  if (NAME_OF_ONE.test(text) && text.length === 22 && isTimeOrdered(text)) return { requestId: text };
  return { word: text.replace(/^@/, '') };
}
