import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import type { Client } from '../http/request/client';
import { timeOrderedId } from '../ids';
import { auditActions, type AuditAction } from './audit.actions';
import type { Actor, Details, Subject } from './audit.entry';
import { AuditRepository } from './store/audit.repository';

export type { Actor, Details, Subject } from './audit.entry';

export type AuditEvent = Readonly<{
  action: AuditAction;
  /** A user is named by the account id alone. */
  actor: Actor;
  /** A verification is named by its `linkId`, never by its id. */
  subject?: Subject;
  /** Browser and system are kept; the address only as a keyed pseudonym. */
  client?: Client;
  requestId?: string;
  /** Never a secret, a name, an e-mail, a phone, a chat id or an address. */
  details?: Details;
}>;

const ORIGIN_CHARACTERS = 12;
const MOST_DETAILS = 24;
const LONGEST_DETAIL = 200;
/** The form of our own ids, and of ids that requests bring along: short, and the same text in every store. */
const ID = /^[\w.:-]{1,128}$/;
const DETAIL_NAME = /^[a-z][a-z_]{0,39}$/;
/** Lone surrogates and control characters would not come back from every store unchanged. */
const PLAIN = /^[^\p{Cc}\p{Cs}]*$/u;

/** Records what happened, permanently. */
@Injectable()
export class Audit {
  private readonly originKey: KeyObject;

  constructor(
    private readonly entries: AuditRepository,
    { magicLinkSecrets }: Config,
  ) {
    this.originKey = createSecretKey(Buffer.from(hkdfSync('sha256', magicLinkSecrets[0], '', 'audit-origin', 32)));
  }

  /**
   * Resolves once the entry is durable. Started in the same turn as another write, it costs no commit of its own.
   * @throws AppError `storage_unavailable`
   */
  note(event: AuditEvent, now: Date): Promise<void> {
    return this.append(event, now);
  }

  /**
   * Like `note`, for retrying work that may have ended before its entry: skipped if one since `since` says the same.
   * @throws AppError `storage_unavailable`
   */
  noteOnce(event: AuditEvent, since: Date, now: Date): Promise<void> {
    return this.append(event, now, since);
  }

  private async append(event: AuditEvent, now: Date, unlessSince?: Date): Promise<void> {
    assertNotable(event);
    const { action, actor, subject, client, requestId, details } = event;
    const draft = {
      id: timeOrderedId(now),
      at: now,
      action,
      actor,
      subject,
      ...(client && { browser: client.browser, system: client.system, origin: this.originOf(client.address) }),
      requestId,
      details,
    };
    await this.entries.append(draft, unlessSince);
  }

  /** The same address gives the same word until the key changes; the word does not reveal the address. */
  originOf(address: string): string {
    return createHmac('sha256', this.originKey).update(address).digest('base64url').slice(0, ORIGIN_CHARACTERS);
  }
}

/** @throws TypeError for anything that must not get into a permanent record */
function assertNotable({ action, actor, subject, requestId, details = {} }: AuditEvent): void {
  if (!auditActions.includes(action)) throw new TypeError('the audit does not know such an action');
  const ids = [actor.id, subject?.id, requestId].filter((id) => id !== undefined);
  if (!ids.every((id) => ID.test(id))) throw new TypeError(`an id in the audit of ${action} is invalid`);
  const named = Object.entries(details);
  if (named.length > MOST_DETAILS || !named.every(([name, value]) => DETAIL_NAME.test(name) && isShort(value)))
    throw new TypeError(`the details in the audit of ${action} are not short and plain`);
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST_DETAIL && PLAIN.test(value);
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}
