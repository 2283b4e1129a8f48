import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import type { User } from './users/user';
import { UserRepository } from './users/user.repository';

const GO_ON_EVERY_MS = 10_000;
const AT_A_TIME = 100;

/** Puts the creation of each account into the audit once, even if the process died between the two. */
@Injectable()
export class Beginnings implements OnApplicationBootstrap {
  private readonly logger = new Logger(Beginnings.name);

  constructor(
    private readonly users: UserRepository,
    private readonly audit: Audit,
  ) {}

  onApplicationBootstrap(): void {
    void this.goOn();
  }

  /** The requests that need the storage report that it is away. */
  @Interval(GO_ON_EVERY_MS)
  async goOn(): Promise<void> {
    const unnoted = await this.users.listUnnoted(AT_A_TIME).catch(() => []);
    for (const user of unnoted)
      await this.note(user).catch((error: unknown) =>
        this.logger.error({ msg: 'a new account is not in the audit yet', user: user.id, error }),
      );
  }

  async note({ id, beginning, createdAt }: User): Promise<void> {
    if (!beginning) return;
    const who = { kind: 'user', id } as const;
    const event = { action: 'user.created', actor: who, subject: who, details: beginning } as const;
    await this.audit.noteOnce(event, createdAt, clock.now());
    await this.users.markNoted(id);
  }
}
