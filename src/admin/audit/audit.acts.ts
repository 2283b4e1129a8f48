import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Audit, type Actor, type Details, type Subject } from '../../audit/audit';
import type { AuditAction } from '../../audit/audit.actions';
import { clock } from '../../clock';
import { clientOf } from '../../http/request/client';

/** What an administrator did. It names people only by id. */
export type AdminAct = Readonly<{
  action: Extract<AuditAction, `admin.${string}`>;
  actor: Actor;
  subject?: Subject;
  details?: Details;
}>;

/** Every act of an administrator is audited and logged before it is done: a crash must not hide who did it. */
@Injectable()
export class AdminActs {
  private readonly logger = new Logger('Admin');

  constructor(private readonly audit: Audit) {}

  /** Call once the subject is known to exist. @throws AppError `storage_unavailable`: then the act must not be done */
  async note(act: AdminAct, request: FastifyRequest): Promise<void> {
    const { action: msg, actor, subject, details } = act;
    const what = subject && `${subject.kind}:${subject.id}`;
    this.logger.log({ msg, request_id: request.id, by: actor.id, subject: what, details });
    await this.audit.note({ ...act, client: clientOf(request), requestId: request.id }, clock.now());
  }
}
