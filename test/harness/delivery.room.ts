import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { AccountService } from '../../src/account/account.service';
import { ChatRepository } from '../../src/account/chats/chat.repository';
import { clock } from '../../src/clock';
import { Config } from '../../src/config/config';
import { aConfig } from '../../src/config/config.fixture';
import { MetricsModule } from '../../src/metrics/metrics.module';
import { Metrics } from '../../src/metrics/metrics';
import { VerificationModule } from '../../src/verification/verification.module';
import { VerificationService } from '../../src/verification/verification.service';
import { Secrets } from '../../src/verification/secrets';
import type { Verification } from '../../src/verification/verification';
import { Database } from '../../src/persistence/database';
import { PersistenceModule } from '../../src/persistence/persistence.module';
import { openStore } from '../../src/stores/stores';
import { aTemporaryFolder } from './sqlite.store';
import { dropTestDatabase, testDatabaseUrl } from './store';
import { BotApiError } from '../../src/telegram/api/bot-api.error';
import { BotGate, Gates } from '../../src/telegram/gate/bot.gate';
import { WELL, type BotCondition } from '../../src/telegram/bots/bot.condition';
import { FakeMessageSender } from './fake.sender';
import { Bots } from '../../src/telegram/bots/telegram.bots';
import { MessageSender } from '../../src/telegram/sender/message.sender';
import { systemTiming } from '../../src/telegram/api/timing';
import { Backlog } from '../../src/delivery/backlog';
import { Courier } from '../../src/delivery/worker/courier';
import { BotOwner } from '../../src/lease/bot.owner';
import { nameOf, type Lease } from '../../src/lease/lease';
import type { Claim, Delivery, Holder, MessageClaim, RemovalClaim } from '../../src/delivery/delivery';
import { DeliveryClaims } from '../../src/delivery/worker/delivery.claims';
import { DeliveryModule } from '../../src/delivery/delivery.module';
import { DeliveryRepository, type Pending } from '../../src/delivery/store/delivery.repository';
import { OverstayAlarm } from '../../src/delivery/worker/alarm';
import { DeliveryWorker } from '../../src/delivery/worker/delivery.worker';
import { Outbox } from '../../src/delivery/outbox';
import { Remover } from '../../src/delivery/worker/remover';

const BOT_ID = 4242;
const LEASE_MS = 75_000;
const silence = () => undefined;
const SILENT = { log: silence, warn: silence, error: silence };
const isMessage = (claim: Claim): claim is MessageClaim => claim.state === 'sending' && claim.kind === 'message';
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
        PersistenceModule.forRoot(() => openStore(config)),
        VerificationModule,
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
  get accounts() {
    return this.module.get(AccountService);
  }
  get verifications() {
    return this.module.get(VerificationService);
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
    const draft = this.verifications.draft({ ...asked, botId: BOT_ID, chatId: ++this.lastChat }, now);
    await this.verifications.store(draft);
    await this.outbox.enqueue(draft, 'en', now);
    return { ...draft, deliveryId: draft.deliveryId! };
  }

  async pending(): Promise<Omit<Pending, 'botId'>> {
    const [pending] = await this.rows.countPending(clock.now());
    return pending ?? { deliveries: 0, unproven: 0, deletions: 0, overdue: 0 };
  }

  /** The message that is due to be sent. */
  async claim(now = clock.now(), leaseMs = LEASE_MS): Promise<MessageClaim> {
    const claim = await this.claimDue(now, leaseMs);
    if (!isMessage(claim)) throw new Error('what is due is no message to be sent');
    return claim;
  }

  /** The message that is due to be deleted. */
  async claimRemoval(now = clock.now(), leaseMs = LEASE_MS): Promise<RemovalClaim> {
    const claim = await this.claimDue(now, leaseMs);
    if (claim.state !== 'sent') throw new Error('what is due is not in Telegram');
    return claim;
  }

  private async claimDue(now: Date, leaseMs: number): Promise<Claim> {
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
