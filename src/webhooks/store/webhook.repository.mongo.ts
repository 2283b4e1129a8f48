import { idsSince } from '../../ids';
import type { WebhookDocument } from './webhook.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import type { Claim, Outcome, Webhook, WebhookState } from '../webhook';
import { toWebhook, toWebhookDocument } from './webhook.mapping';
import { WebhookRepository, type Page, type Replay, type Search, type Terms } from './webhook.repository';

export class MongoWebhookRepository extends WebhookRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async insert(webhook: Webhook): Promise<void> {
    await this.database.insert(this.model, toWebhookDocument(webhook));
  }

  async find(id: string): Promise<Webhook | undefined> {
    const found = await this.database.run(() => this.model.findById(id).lean<WebhookDocument>());
    return found ? this.toWebhook(found) : undefined;
  }

  /** Claims each row only if still due and unchanged. If the answer is lost, it is due again when its lease ends. */
  async claimDue(holder: string, now: Date, { leaseEnds, limit, busy = [] }: Terms): Promise<Claim[]> {
    const dueAt = this.database.trusted({ $lte: now });
    // A webhook of no app lacks the field, which null matches here.
    const ofOthers = busy.length > 0 && {
      appId: this.database.trusted({ $nin: busy.map((appId) => (appId === '' ? null : appId)) }),
    };
    const due = await this.database.run(() =>
      this.model
        .find({ dueAt, ...ofOthers })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<WebhookDocument[]>(),
    );
    const claims = await Promise.all(
      due.map(({ _id, claims }) =>
        this.change({ _id, claims, dueAt }, { $set: { holder, dueAt: leaseEnds }, $inc: { claims: 1 } }),
      ),
    );
    return claims.filter((claimed) => claimed !== undefined).map((claimed) => ({ ...claimed, holder }));
  }

  async settle({ id, holder, claims }: Claim, outcome: Outcome): Promise<boolean> {
    return (await this.change({ _id: id, holder, claims }, settlement(outcome))) !== undefined;
  }

  replay(id: string, now: Date): Promise<Webhook | undefined> {
    return this.change({ _id: id }, anew(now));
  }

  /** A repetition replays nothing twice, so after a lost answer the caller simply calls again. */
  async replayAll({ state, from, to, after }: Replay, now: Date, limit: number): Promise<string[]> {
    const { trusted } = this.database;
    const _id = trusted({ $gt: after, ...(to && { $lt: idsSince(to) }) });
    const occurredAt = trusted({ $gte: from, ...(to && { $lt: to }) });
    const isOver = { state, endedAt: trusted({ $lt: now }) };
    const ids = await this.listIds({ _id, occurredAt, ...isOver }, limit);
    await this.database.run(() => this.model.updateMany({ _id: trusted({ $in: ids }), ...isOver }, anew(now)));
    return ids;
  }

  async list({ state, type }: Search, { before, limit }: Page): Promise<Webhook[]> {
    const which = {
      ...(state !== undefined && this.isIn(state)),
      ...(type !== undefined && { type }),
      ...(before !== undefined && { _id: this.database.trusted({ $lt: before }) }),
    };
    const found = await this.database.run(() =>
      this.model.find(which).sort({ _id: -1 }).limit(limit).lean<WebhookDocument[]>(),
    );
    return found.map(this.toWebhook);
  }

  countPending(): Promise<number> {
    return this.database.run(() => this.model.countDocuments({ dueAt: this.database.trusted({ $exists: true }) }));
  }

  eraseEnded(before: Date, limit: number): Promise<number> {
    const { trusted } = this.database;
    const over = { isOver: { endedAt: trusted({ $lt: before }) }, among: { _id: trusted({ $lt: idsSince(before) }) } };
    return eraseOldest(this.database, this.model, over, limit);
  }

  private get model() {
    return this.database.collections.webhooks;
  }

  /** A pending row has a due time: these are few, however long the history is, and have an index. */
  private isIn(state: WebhookState): object {
    return state === 'pending' ? { state, dueAt: this.database.trusted({ $exists: true }) } : { state };
  }

  private async listIds(which: object, limit: number): Promise<string[]> {
    const found = await this.database.run(() =>
      this.model.find(which, { _id: 1 }).sort({ _id: 1 }).limit(limit).lean<{ _id: string }[]>(),
    );
    return found.map(({ _id }) => _id);
  }

  private async change(
    filter: Readonly<{ _id: string; [field: string]: unknown }>,
    update: object,
  ): Promise<Webhook | undefined> {
    const changed = await this.database.change<WebhookDocument>(this.model, filter, update);
    return changed && this.toWebhook(changed);
  }

  private readonly toWebhook = (document: WebhookDocument): Webhook => toWebhook(this.model, document);
}

/** As if it had never been tried; its last status and error stay until there are others. */
const anew = (now: Date) => ({
  $set: { state: 'pending', dueAt: now, attempts: 0 },
  $unset: { holder: 1, endedAt: 1 },
});

/** What an outcome changes; everything else stays. */
function settlement(outcome: Outcome): object {
  const { at } = outcome;
  switch (outcome.kind) {
    case 'sent': {
      const { status } = outcome;
      return {
        $set: { state: 'sent', status, endedAt: at },
        $inc: { attempts: 1 },
        $unset: { holder: 1, dueAt: 1, error: 1 },
      };
    }
    case 'again':
    case 'failed': {
      const { status, error } = outcome;
      const isOver = outcome.kind === 'failed';
      return {
        $set: { error, ...(status !== undefined && { status }), ...(isOver ? over(at) : { dueAt: at }) },
        $inc: { attempts: 1 },
        $unset: { holder: 1, ...(status === undefined && { status: 1 }), ...(isOver && { dueAt: 1 }) },
      };
    }
    case 'returned':
      return { $set: { dueAt: at }, $unset: { holder: 1 } };
    default:
      return outcome satisfies never;
  }
}

const over = (at: Date) => ({ state: 'failed', endedAt: at });
