import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ChatRepository } from '../account/chat.repository';
import { clock } from '../clock';
import { Config } from '../config';
import { aConfig } from '../config.factory';
import { MetricsModule } from '../metrics/metrics.module';
import { Metrics } from '../metrics/metrics';
import { OtpModule } from '../otp/otp.module';
import { OtpService } from '../otp/otp.service';
import { Secrets } from '../otp/secrets';
import type { Verification } from '../otp/verification';
import { Database } from '../persistence/database';
import { PersistenceModule } from '../persistence/persistence.module';
import { aTemporaryFolder } from '../persistence/sqlite.factory';
import { dropTestDatabase, testDatabaseUrl } from '../persistence/store.factory';
import { BotApiError } from '../telegram/bot-api.error';
import { BotGate, Gates } from '../telegram/bot.gate';
import { WELL, type BotCondition } from '../telegram/bot.condition';
import { FakeMessageSender } from '../telegram/fake.sender';
import { Bots } from '../telegram/telegram.bots';
import { MessageSender } from '../telegram/message.sender';
import { systemTiming } from '../telegram/timing';
import { Backlog } from './backlog';
import { Courier } from './courier';
import { BotOwner } from '../lease/bot.owner';
import { nameOf, type Lease } from '../lease/lease';
import type { Claim, Delivery, Holder } from './delivery';
import { DeliveryClaims } from './delivery.claims';
import { DeliveryModule } from './delivery.module';
import { DeliveryRepository, type Pending } from './delivery.repository';
import { OverstayAlarm } from './alarm';
import { DeliveryWorker } from './delivery.worker';
import { Outbox } from './outbox';
import { Remover } from './remover';

const BOT_ID = 4242;
const LEASE_MS = 75_000;
const silence = () => undefined;
const SILENT = { log: silence, warn: silence, error: silence };
const ROOM_FOR_ONE = { sends: 1, removals: 1 };

/** Has the bot, until a test says otherwise. */
export class FakeBotOwner {
  lease: Lease = { botId: BOT_ID, holder: 'a test', fence: 1 };
  condition = WELL;
  isOurs = true;

  get held(): Lease[] {
    return this.isOurs ? [this.lease] : [];
  }

  isHeld(botId: number, name: string): boolean {
    return this.held.some((lease) => lease.botId === botId && nameOf(lease) === name);
  }

  onHandOver(): void {
    // A test tells it itself to let go.
  }

  conditionOf(): BotCondition {
    return this.condition;
  }

  worksFor(): boolean {
    return this.isOurs;
  }

  async leave(): Promise<void> {
    this.isOurs = false;
  }
}

/** What the other rooms of the product give to this one. */
@Global()
@Module({})
class Surroundings {
  static of(config: Config, telegram: FakeMessageSender): DynamicModule {
    const angry = {
      call: () => Promise.reject(new BotApiError('rate_limited', 'Too many', { retryAfterSeconds: 60 })),
    };
    const gate = new BotGate(BOT_ID, angry, config.telegram.messagesPerSecond, systemTiming);
    const providers = [
      { provide: Config, useValue: config },
      { provide: MessageSender, useValue: telegram },
      { provide: Bots, useValue: { all: [] } },
      { provide: Gates, useValue: new Gates([gate]) },
    ];
    return { module: Surroundings, providers, exports: providers };
  }
}

/** The outbox, its store in a real file, and a Telegram that does what it is told. */
export class DeliveryRoom {
  private lastChat = 1000;

  static async open(variables: Parameters<typeof aConfig>[0] = {}): Promise<DeliveryRoom> {
    const folder = aTemporaryFolder();
    const config = aConfig({
      DATABASE_URL: testDatabaseUrl(folder.path),
      TELEGRAM_MESSAGES_PER_SECOND: '100000',
      ...variables,
    });
    const telegram = new FakeMessageSender();
    const owner = new FakeBotOwner();
    const module = await Test.createTestingModule({
      imports: [
        Surroundings.of(config, telegram),
        MetricsModule,
        PersistenceModule.forRoot(config),
        OtpModule,
        DeliveryModule,
      ],
    })
      .setLogger(SILENT)
      .overrideProvider(BotOwner)
      .useValue(owner)
      .compile();
    Logger.overrideLogger(false);
    // Not `init()`: nothing runs but what a test asks for.
    const remove = async () => {
      folder.remove();
      await dropTestDatabase(config.databaseUrl);
    };
    return new DeliveryRoom(module, telegram, owner, remove);
  }

  private constructor(
    private readonly module: TestingModule,
    readonly telegram: FakeMessageSender,
    readonly owner: FakeBotOwner,
    private readonly remove: () => Promise<void>,
  ) {}

  get chats() {
    return this.module.get(ChatRepository);
  }
  get otp() {
    return this.module.get(OtpService);
  }
  get secrets() {
    return this.module.get(Secrets);
  }
  get outbox() {
    return this.module.get(Outbox);
  }
  get backlog() {
    return this.module.get(Backlog);
  }
  get rows() {
    return this.module.get(DeliveryRepository);
  }
  get alarm() {
    return this.module.get(OverstayAlarm);
  }
  get worker() {
    return this.module.get(DeliveryWorker);
  }
  get courier() {
    return this.module.get(Courier);
  }
  /** Whoever calls through it is told to come again in a minute: messages go out by the fake beside it. */
  get gate() {
    return this.module.get(Gates).get(BOT_ID)!;
  }
  get remover() {
    return this.module.get(Remover);
  }
  get claims() {
    return this.module.get(DeliveryClaims);
  }
  get metrics() {
    return this.module.get(Metrics);
  }

  /** A verification on its way, with its row in the outbox. */
  async request(now = clock.now()): Promise<Verification & { deliveryId: string }> {
    const applicant = { name: 'Ann', email: 'ann@example.org' };
    const requester = { browser: 'Firefox', system: 'Linux' };
    const asked = { purpose: 'register', applicant, requester, origin: '203.0.113.7' } as const;
    const draft = this.otp.draft({ ...asked, botId: BOT_ID, chatId: ++this.lastChat }, now);
    await this.otp.store(draft);
    await this.outbox.enqueue(draft, 'en', now);
    return { ...draft, deliveryId: draft.deliveryId! };
  }

  async pending(): Promise<Omit<Pending, 'botId'>> {
    const [pending] = await this.rows.countPending(clock.now());
    return pending ?? { deliveries: 0, unproven: 0, deletions: 0, overdue: 0 };
  }

  async claim(now = clock.now(), leaseMs = LEASE_MS): Promise<Claim> {
    const [claim] = await this.rows.claimDue(this.holder, now, new Date(now.getTime() + leaseMs), ROOM_FOR_ONE);
    if (!claim) throw new Error('nothing is due');
    return claim;
  }

  /** Another instance has the bot from now on: what was held is anybody's. */
  async passOn(): Promise<void> {
    this.owner.lease = { ...this.owner.lease, fence: this.owner.lease.fence + 1 };
    await this.claims.take(this.owner.lease, { sends: 0, removals: 0 });
  }

  get holder(): Holder {
    return { botId: BOT_ID, name: nameOf(this.owner.lease), fence: this.owner.lease.fence };
  }

  async row(id: string): Promise<Delivery> {
    const row = await this.rows.find(id);
    if (!row) throw new Error('there is no such row');
    return row;
  }

  async close(): Promise<void> {
    await this.module.get(Database).close();
    await this.remove();
  }
}
