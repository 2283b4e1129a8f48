import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { toProfile } from '../account/profile.dto';
import type { User } from '../account/user';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import type { Client } from '../http/client';
import { OtpService } from '../otp/otp.service';
import { SessionService } from '../session/session.service';
import {
  toChatExport,
  toDeliveryExport,
  toEventExport,
  toSessionExport,
  toVerificationExport,
  type ExportDto,
} from './export.dto';
import { Records } from './records';
import { TraceRepository } from './trace.repository';

type Lists = keyof Omit<ExportDto, 'exported_at' | 'profile'>;

/** Everything that is stored of a person, written as it is read: however much it is, little of it is held. */
@Injectable()
export class ExportService {
  constructor(
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly traces: TraceRepository,
    private readonly otp: OtpService,
    private readonly records: Records,
    private readonly audit: Audit,
  ) {}

  /** @returns the text of one JSON document, see `ExportDto`. @throws AppError `unauthorized` if the account is gone */
  async export(userId: string, client: Client): Promise<AsyncGenerator<string>> {
    const now = clock.now();
    const user = await this.accounts.get(userId);
    const who = { kind: 'user', id: userId } as const;
    await this.audit.note({ action: 'user.exported', actor: who, subject: who, client }, now);
    return this.write(user, now);
  }

  private async *write(user: User, now: Date): AsyncGenerator<string> {
    /** Of the sign-ins that messages were for: by their own ids, what they are called here. */
    const names = new Map<string, string | undefined>();
    yield `{"exported_at":${JSON.stringify(now)},"profile":${JSON.stringify(toProfile(user))}`;
    yield* list('chats', (await this.traces.listChats(user.telegramId)).map(toChatExport));
    yield* list('sessions', (await this.sessions.listAll(user.id)).map(toSessionExport));
    yield* list('deliveries', this.deliveries(user, names));
    yield* list('verifications', this.verifications(user, names, now));
    yield* list('audit', mapped(this.records.events(user.id), toEventExport));
    yield '}\n';
  }

  private async *deliveries({ telegramId }: User, names: Map<string, string | undefined>) {
    for await (const delivery of this.records.deliveries(telegramId)) {
      const { verificationId: id } = delivery;
      if (!names.has(id)) names.set(id, (await this.otp.find(id))?.linkId);
      yield toDeliveryExport(delivery, names.get(id));
    }
  }

  /** One that ended up with somebody else is theirs. */
  private async *verifications({ id: userId, telegramId }: User, names: ReadonlyMap<string, unknown>, now: Date) {
    for (const id of new Set([...names.keys(), ...(await this.traces.listUnsent(telegramId))])) {
      const verification = await this.otp.find(id);
      if (verification?.chatId === telegramId) yield toVerificationExport(verification, userId, now);
    }
  }
}

async function* list(name: Lists, entries: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  let before = `,"${name}":[`;
  for await (const entry of entries) {
    yield `${before}\n${JSON.stringify(entry)}`;
    before = ',';
  }
  yield before === ',' ? ']' : `${before}]`;
}

async function* mapped<T, R>(all: AsyncIterable<T>, map: (one: T) => R): AsyncGenerator<R> {
  for await (const one of all) yield map(one);
}
