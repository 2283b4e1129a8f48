import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import { Portraits } from '../../account/portraits/portraits';
import { toProfile } from '../../account/profile.dto';
import type { User } from '../../account/users/user';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { Notices } from '../../delivery/notices';
import type { Source } from '../../http/request/client';
import { LimitsService, rateLimited } from '../../limits/limits.service';
import { AllowedApps } from '../../oidc/allowed-apps/allowed.apps';
import { toAllowedApp } from '../../oidc/allowed-apps/allowed.apps.dto';
import { VerificationService } from '../../verification/verification.service';
import { giveWay, PAGE } from '../../paging';
import { Devices } from '../../session/devices/devices';
import { assertFresh } from '../../session/fresh';
import type { Session } from '../../session/store/session.repository';
import { SessionService } from '../../session/session.service';
import {
  toChatExport,
  toDeliveryExport,
  toDeviceExport,
  toEventExport,
  toPictureExport,
  toSessionExport,
  toVerificationExport,
  type ExportDto,
} from './export.dto';
import { Records } from '../records';
import { TraceRepository } from '../trace/trace.repository';

type Lists = keyof Omit<ExportDto, 'exported_at' | 'profile' | 'picture'>;

/** By then, an export that is under way is likely to be finished. */
const RETRY_AFTER_MS = 10_000;

/** Everything that is stored about a person, written while it is read: however much it is, little is held in memory. */
@Injectable()
export class ExportService {
  /** Accounts whose export is being written here; per process, because the cost is this process's own. */
  private readonly underWay = new Map<string, symbol>();

  constructor(
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly devices: Devices,
    private readonly apps: AllowedApps,
    private readonly portraits: Portraits,
    private readonly traces: TraceRepository,
    private readonly verifications: VerificationService,
    private readonly records: Records,
    private readonly audit: Audit,
    private readonly limits: LimitsService,
    private readonly notices: Notices,
    private readonly config: Config,
  ) {}

  /**
   * One at a time: a person's next export is refused until this stream ends, for whatever reason.
   * @returns the text of one JSON document, see `ExportDto`
   * @throws AppError `fresh_sign_in_required`; `rate_limited`; `unauthorized` if the account is gone
   */
  async export(session: Session, source: Source): Promise<Readable> {
    assertFresh(session);
    const { userId } = session;
    const now = clock.now();
    if (this.underWay.has(userId)) throw rateLimited(new Date(now.getTime() + RETRY_AFTER_MS), now);
    const mark = Symbol(userId);
    this.underWay.set(userId, mark);
    const end = () => this.underWay.get(userId) === mark && this.underWay.delete(userId);
    try {
      const text = followed(await this.begin(userId, source, now), end);
      // A client that leaves before the first byte never starts the generator, so it does not come to its end.
      return Readable.from(text).once('close', end);
    } catch (error) {
      end();
      throw error;
    }
  }

  private async begin(userId: string, source: Source, now: Date): Promise<AsyncGenerator<string>> {
    await this.limits.spend('export', userId, now);
    const user = await this.accounts.get(userId);
    const who = { kind: 'user', id: userId } as const;
    await this.audit.note({ action: 'user.exported', actor: who, subject: who, ...source }, now);
    this.notices.tell(user, 'dataExported', source.client);
    return this.write(user, now);
  }

  private async *write(user: User, now: Date): AsyncGenerator<string> {
    /** The link ids of the sign-ins that messages were for, by verification id. */
    const names = new Map<string, string | undefined>();
    const portrait = await this.portraits.find(user.id);
    const profile = toProfile(user, this.config, portrait);
    yield `{"exported_at":${JSON.stringify(now)},"profile":${JSON.stringify(profile)}`;
    yield `,"picture":${JSON.stringify(toPictureExport(portrait))}`;
    yield* list('chats', (await this.traces.listChats(user.telegramId)).map(toChatExport));
    yield* list('sessions', mapped(this.sessions.all(user.id), toSessionExport));
    yield* list('devices', (await this.devices.list(user.id)).map(toDeviceExport));
    yield* list('apps', (await this.apps.list(user.id)).map(toAllowedApp));
    yield* list('deliveries', this.deliveriesOf(user, names));
    yield* list('verifications', this.verificationsOf(user, names, now));
    yield* list('audit', mapped(this.records.events(user.id), toEventExport));
    yield '}\n';
  }

  private async *deliveriesOf({ telegramId }: User, names: Map<string | undefined, string | undefined>) {
    for await (const delivery of this.records.deliveries(telegramId)) {
      const { verificationId: id } = delivery;
      if (!names.has(id)) names.set(id, (await this.verifications.find(id))?.linkId);
      yield toDeliveryExport(delivery, names.get(id));
    }
  }

  /** A verification that ended up with another person is theirs. */
  private async *verificationsOf({ id: userId, telegramId }: User, names: ReadonlyMap<string, unknown>, now: Date) {
    for (const id of new Set([...names.keys(), ...(await this.traces.listUnsent(telegramId))])) {
      const verification = await this.verifications.find(id);
      if (verification?.chatId === telegramId) yield toVerificationExport(verification, userId, now);
    }
  }
}

/** Others are served between two pages. */
async function* list(name: Lists, entries: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let page: string[] = [];
  let before = '\n';
  for await (const entry of entries) {
    page.push(JSON.stringify(entry));
    if (page.length < PAGE) continue;
    yield before + page.join(',\n');
    [before, page] = [',\n', []];
    await giveWay();
  }
  yield page.length > 0 ? `${before}${page.join(',\n')}]` : ']';
}

/** Calls `end` before the reader sees the end of the text: a client with the whole export may request the next. */
async function* followed(text: AsyncIterable<string>, end: () => unknown): AsyncGenerator<string> {
  yield* text;
  end();
}

async function* mapped<T, R>(all: AsyncIterable<T>, map: (one: T) => R): AsyncGenerator<R> {
  for await (const one of all) yield map(one);
}
