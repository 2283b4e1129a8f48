import { Global, Logger, Module, type Abstract, type DynamicModule, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Telegraf } from 'telegraf';
import { ChatRepository } from '../../src/account/chats/chat.repository';
import type { AuditAction } from '../../src/audit/audit.actions';
import { AuditRepository } from '../../src/audit/store/audit.repository';
import { clock } from '../../src/clock';
import { Config } from '../../src/config/config';
import { aConfig } from '../../src/config/config.fixture';
import { Backlog } from '../../src/delivery/backlog';
import type { Delivery } from '../../src/delivery/delivery';
import { Outbox } from '../../src/delivery/outbox';
import type { Client } from '../../src/http/request/client';
import { LimitsService, type LimitName } from '../../src/limits/limits.service';
import { Metrics } from '../../src/metrics/metrics';
import { MetricsModule } from '../../src/metrics/metrics.module';
import { Endings } from '../../src/otp/endings';
import { OtpService } from '../../src/otp/otp.service';
import { VerificationService } from '../../src/verification/verification.service';
import { Secrets } from '../../src/verification/secrets';
import type { Verification } from '../../src/verification/verification';
import { Database } from '../../src/persistence/database';
import { PersistenceModule } from '../../src/persistence/persistence.module';
import { openStore } from '../../src/stores/stores';
import { aTemporaryFolder } from './sqlite.store';
import { testDatabaseUrl } from './store';
import { Gates } from '../../src/telegram/gate/bot.gate';
import { BotLifecycle } from '../../src/telegram/bots/bot.lifecycle';
import { FakeMessageSender } from './fake.sender';
import { MessageSender } from '../../src/telegram/sender/message.sender';
import { ProfilePhotos } from '../../src/telegram/sender/profile.photos';
import { Bots } from '../../src/telegram/bots/telegram.bots';
import { BotService, type BotUser } from '../../src/registration/bot/bot.service';
import { toRegistering, toStarted } from '../../src/registration/registration.dto';
import type { RegisterDto, StartedDto, VerificationStatusDto } from '../../src/registration/registration.dto';
import { StatusView } from '../../src/registration/status/status.view';
import { RegistrationModule } from '../../src/registration/registration.module';

export const BOT = 4242;
/** Only in rooms that are opened with `POOL`. */
export const OTHER_BOT = 4343;
export const POOL = { TELEGRAM_BOT_TOKEN: `${BOT}:of-the-tests,${OTHER_BOT}:of-the-tests` };
export const client = { address: '203.0.113.7', browser: 'Firefox', system: 'Linux' };

const OPENED_AT = Date.parse('2030-05-17T12:00:00.000Z');
/** More than a bot could send before they are due. */
const TOO_MANY = 100_000;
const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

type Variables = Parameters<typeof aConfig>[0];
export type { BotUser };

export type Asked = Partial<
  Pick<
    Verification,
    'purpose' | 'applicant' | 'botId' | 'chatId' | 'reason' | 'isUnproven' | 'id' | 'askedBy' | 'appId'
  >
>;

/** What the app's root gives to every room: settings, and a Telegram that does what it is told. */
@Global()
@Module({})
class Surroundings {
  static of(config: Config, telegram: FakeMessageSender): DynamicModule {
    const telegrafs = config.telegram.botTokens.map((token) => new Telegraf(token));
    const bots = new Bots(config.telegram, telegrafs, new Metrics());
    const providers = [
      { provide: Config, useValue: config },
      { provide: Bots, useValue: bots },
      { provide: Gates, useValue: new Gates(bots.all.map(({ gate }) => gate)) },
      { provide: ProfilePhotos, useValue: { fetch: async () => undefined } },
      { provide: MessageSender, useValue: telegram },
      { provide: BotLifecycle, useValue: {} },
    ];
    return { module: Surroundings, providers, exports: providers };
  }
}

/**
 * The room where people come in, on a store of its own. Time stands still until a test lets it pass, and nothing runs by
 * itself: what is put into the outbox stays there.
 */
export class RegistrationRoom {
  private time = OPENED_AT;
  private lastChat = 1000;

  /** Telegram has told the bots' names. */
  static async open(variables?: Variables): Promise<RegistrationRoom> {
    const room = await RegistrationRoom.openUntold(variables);
    for (const { id } of room.get(Bots).all) room.introduce(id);
    return room;
  }

  /** In the first moments of a start, in which Telegram has not answered yet. */
  static async openUntold(variables: Variables = {}): Promise<RegistrationRoom> {
    const folder = aTemporaryFolder();
    const telegram = new FakeMessageSender();
    const config = aConfig({
      DATABASE_URL: testDatabaseUrl(folder.path),
      TELEGRAM_BOT_TOKEN: `${BOT}:of-the-tests`,
      ...variables,
    });
    const surroundings = Surroundings.of(config, telegram);
    const imports = [
      surroundings,
      MetricsModule,
      PersistenceModule.forRoot(() => openStore(config)),
      RegistrationModule,
    ];
    // Not `init()`: no worker looks at the outbox.
    const module = await Test.createTestingModule({ imports }).setLogger(SILENT).compile();
    Logger.overrideLogger(false);
    return new RegistrationRoom(module, telegram, folder.remove);
  }

  private constructor(
    private readonly module: TestingModule,
    readonly telegram: FakeMessageSender,
    private readonly remove: () => void,
  ) {
    const time = () => this.time;
    clock.goBy({ wall: time, monotonic: time, uptime: time });
  }

  /** Telegram answers for the first time. */
  introduce(botId: number): void {
    this.get(Bots).setUsername(botId, `bot_${botId}`);
    this.get(Bots).setState(botId, 'up');
  }

  get<T>(service: Type<T> | Abstract<T>): T {
    return this.module.get(service);
  }

  get now(): Date {
    return clock.now();
  }

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }

  /** Somebody in a private chat with the bot, who has done nothing yet. */
  aPerson(differing: Partial<BotUser> = {}): BotUser {
    return { botId: BOT, chatId: ++this.lastChat, name: 'Ann Example', ...differing };
  }

  /** They have pressed Start, without a link. */
  async greet(person: BotUser): Promise<BotUser> {
    await this.get(BotService).greet(person);
    return person;
  }

  /** As the page's call does it. */
  async register(body: RegisterDto, from: Client = client, key?: string): Promise<StartedDto> {
    return toStarted(await this.get(OtpService).register(toRegistering(body, from, key), from), this.now);
  }

  async resend(proof: string): Promise<StartedDto> {
    return toStarted(await this.get(OtpService).resend({ proof }, client), this.now);
  }

  status(proof: string): Promise<VerificationStatusDto> {
    return this.get(StatusView).read({ proof });
  }

  cancel(proof: string): Promise<void> {
    return this.get(Endings).cancelBegun({ proof });
  }

  /** One that is stored, and has no message yet. */
  async keep(differing: Asked = {}): Promise<Verification> {
    const { address: origin, browser, system } = client;
    const asked = { purpose: 'register', applicant: { name: 'Ann' }, origin, botId: BOT, ...differing } as const;
    const draft = this.verifications.draft({ ...asked, requester: { browser, system } }, this.now);
    await this.verifications.store(draft);
    return this.look(draft);
  }

  /** One whose message waits in the outbox, or that waits for Start where there is no chat. */
  async ask(differing: Asked = {}): Promise<Verification> {
    const asked = await this.keep(differing);
    if (asked.chatId !== undefined) await this.get(Outbox).enqueue(asked, 'en', this.now);
    return asked;
  }

  /** As `ask`, and Telegram has the message. */
  async askAndSend(differing: Asked = {}): Promise<Verification> {
    const { id, deliveryId } = await this.ask({ chatId: ++this.lastChat, ...differing });
    return (await this.verifications.markSent(id, deliveryId!, this.now))!;
  }

  async codeOf({ id }: Verification): Promise<string> {
    return this.get(Secrets).code(await this.verifications.get(id));
  }

  /** As it is now. */
  async look({ id }: Pick<Verification, 'id'>): Promise<Verification> {
    return this.verifications.get(id);
  }

  async messageOf({ id }: Pick<Verification, 'id'>): Promise<Delivery | undefined> {
    return this.get(Outbox).find((await this.verifications.get(id)).deliveryId);
  }

  /** The message is called back: it leaves Telegram, or never gets there. */
  async isRetired({ deliveryId }: Verification): Promise<boolean> {
    return (await this.get(Outbox).find(deliveryId))?.error === 'superseded';
  }

  /** How much of a limit is used. */
  async used(name: LimitName, subject: string | number): Promise<number> {
    return (await this.get(LimitsService).take(name, subject, this.now, 0)).used;
  }

  /** Its owner has had enough. */
  async pause({ botId, chatId }: BotUser): Promise<void> {
    await this.get(ChatRepository).pause(chatId, [botId], this.now);
  }

  /** Everybody signs in at once. */
  async fillQueue(botId = BOT): Promise<void> {
    const backlog = this.get(Backlog);
    await backlog.assertRoom(botId);
    for (let count = 0; count < TOO_MANY; count++) backlog.note(botId);
  }

  /** What was written down, oldest first. */
  async audited(): Promise<AuditAction[]> {
    return (await this.get(AuditRepository).read(0, 100)).map(({ action }) => action);
  }

  async close(): Promise<void> {
    await this.module.get(Database).close();
    this.remove();
  }

  private get verifications(): VerificationService {
    return this.get(VerificationService);
  }
}
