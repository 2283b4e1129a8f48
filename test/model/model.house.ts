import { Global, Logger, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Config } from '../../src/config/config';
import { aConfig } from '../../src/config/config.fixture';
import { BotOwner } from '../../src/lease/bot.owner';
import { Metrics } from '../../src/metrics/metrics';
import { MetricsModule } from '../../src/metrics/metrics.module';
import { VerificationModule } from '../../src/verification/verification.module';
import { Secrets } from '../../src/verification/secrets';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { Database } from '../../src/persistence/database';
import { PersistenceModule } from '../../src/persistence/persistence.module';
import { openStore } from '../../src/stores/stores';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { dropTestDatabase, testDatabaseUrl } from '../harness/store';
import { Gates } from '../../src/telegram/gate/bot.gate';
import { FakeMessageSender } from '../harness/fake.sender';
import { Bots } from '../../src/telegram/bots/telegram.bots';
import { MessageSender } from '../../src/telegram/sender/message.sender';
import { DeliveryModule } from '../../src/delivery/delivery.module';
import type { House, Part } from './model.run';
import { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import { MessageComposer } from '../../src/delivery/message/message';
import { Pictures } from '../../src/delivery/message/pictures';

const silence = () => undefined;
const SILENT = { log: silence, warn: silence, error: silence };
/** Short, so that a schedule often meets their ends; codes so long that none is another by chance. */
const TIMES = {
  OTP_TTL_SECONDS: '20',
  DELIVERY_DEADLINE_SECONDS: '30',
  RESEND_COOLDOWN_SECONDS: '2',
  START_TTL_SECONDS: '60',
  OTP_MAX_ATTEMPTS: '3',
  OTP_LENGTH: '10',
  TELEGRAM_MESSAGES_PER_SECOND: '100000',
  MAGIC_LINK_BASE_URL: 'https://app.example.org',
};

/** Each run brings its own. */
@Global()
@Module({})
class Surroundings {
  static of(config: Config): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      { provide: MessageSender, useValue: new FakeMessageSender() },
      { provide: Bots, useValue: { all: [] } },
      { provide: Gates, useValue: new Gates([]) },
    ];
    return { module: Surroundings, providers, exports: providers };
  }
}

/** The store that all schedules share, each with a bot of its own. */
export class ModelHouse implements House {
  static async open(sendMode: string): Promise<ModelHouse> {
    const folder = aTemporaryFolder();
    const config = aConfig({ DATABASE_URL: testDatabaseUrl(folder.path), TELEGRAM_SEND_MODE: sendMode, ...TIMES });
    const rooms = [
      MetricsModule,
      PersistenceModule.forRoot(() => openStore(config)),
      VerificationModule,
      DeliveryModule,
    ];
    const module = await Test.createTestingModule({ imports: [Surroundings.of(config), ...rooms] })
      .setLogger(SILENT)
      .overrideProvider(BotOwner)
      .useValue({})
      .compile();
    Logger.overrideLogger(false);
    return new ModelHouse(module, config, folder.remove);
  }

  readonly verifications: VerificationRepository;
  readonly deliveries: DeliveryRepository;
  readonly secrets: Secrets;
  private readonly stateless: ReadonlyMap<unknown, unknown>;

  private constructor(
    private readonly module: TestingModule,
    readonly config: Config,
    private readonly remove: () => void,
  ) {
    this.verifications = module.get(VerificationRepository, { strict: false });
    this.deliveries = module.get(DeliveryRepository);
    this.secrets = module.get(Secrets);
    const parts: Part<unknown>[] = [Config, Secrets, Metrics, MessageComposer, Pictures];
    this.stateless = new Map(parts.map((part) => [part, module.get<unknown>(part as Type, { strict: false })]));
  }

  shared = (part: unknown): unknown => this.stateless.get(part);

  async close(): Promise<void> {
    await this.module.get(Database).close();
    this.remove();
    await dropTestDatabase(this.config.databaseUrl);
  }
}
