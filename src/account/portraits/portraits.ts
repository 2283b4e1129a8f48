import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { clock } from '../../clock';
import { ProfilePhotos } from '../../telegram/sender/profile.photos';
import { PortraitRepository, type Portrait } from './portrait.repository';
import type { User } from '../users/user';

const FRESH_MS = 86_400_000;

/** The profile pictures of people who signed in. Best effort: whatever fails is tried again at their next sign-in. */
@Injectable()
export class Portraits implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Portraits.name);
  private readonly stopping = new AbortController();
  /** Fetches under way, by account. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly portraits: PortraitRepository,
    private readonly photos: ProfilePhotos,
  ) {}

  /**
   * A person was signed in: fetches their picture, beside the answer. A picture that arrives after an erasure is erased
   * when that is repeated, which is later than a fetch can last.
   */
  refresh(user: User, botId: number): void {
    if (this.underWay.has(user.id) || this.stopping.signal.aborted) return;
    const fetching = this.fetch(user, botId)
      .catch((error: unknown) => this.logger.debug({ msg: 'a profile picture was not fetched', user: user.id, error }))
      .finally(() => this.underWay.delete(user.id));
    this.underWay.set(user.id, fetching);
  }

  /** The picture that is stored now. */
  find(userId: string): Promise<Portrait | undefined> {
    return this.portraits.find(userId);
  }

  /** As `find`, but waits for a fetch that is under way in this process. */
  async findLatest(userId: string): Promise<Portrait | undefined> {
    await this.underWay.get(userId);
    return this.portraits.find(userId);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay.values());
  }

  private async fetch({ id: userId, telegramId }: User, botId: number): Promise<void> {
    const now = clock.now();
    const kept = await this.portraits.find(userId);
    if (kept && now.getTime() - kept.fetchedAt.getTime() < FRESH_MS) return;
    const jpeg = await this.photos.fetch(botId, telegramId, this.stopping.signal);
    await this.portraits.keep({ userId, fetchedAt: now, jpeg });
  }
}
