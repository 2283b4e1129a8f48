import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { clock } from '../clock';
import { OtpService } from '../otp/otp.service';
import type { Shown } from '../otp/proof';
import { StatusFeed } from '../otp/status.feed';
import { endsAt, isFinal, statusAt } from '../otp/verification';
import { RegistrationService } from './registration.service';

/** Proxies cut connections on which nothing moves. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ': still here\n\n';

type Watched = Readonly<{ id: string; proof: string }>;

/** Live updates of one verification, as server-sent events (`status`, with the object of the status call). */
@Injectable()
export class StatusStream implements OnModuleDestroy {
  private readonly open = new Set<Watch>();
  private isStopping = false;

  constructor(
    private readonly otp: OtpService,
    private readonly feed: StatusFeed,
    private readonly registrations: RegistrationService,
  ) {}

  /**
   * Begins with the present state, unless `lastEventId` says that it was seen; ends after a final one.
   * @throws AppError `verification_not_found`, before anything is streamed
   */
  async watch(shown: Shown, lastEventId: string | undefined): Promise<AsyncGenerator<string>> {
    const { id } = await this.otp.getBegun(shown);
    return this.events({ id, proof: shown.proof }, lastEventId);
  }

  /** Ends every stream, so that a stopping server need not wait for its listeners; they resume elsewhere. */
  onModuleDestroy(): void {
    this.isStopping = true;
    for (const watch of this.open) watch.close();
  }

  private async *events({ id, proof }: Watched, lastEventId: string | undefined): AsyncGenerator<string> {
    const watch = new Watch();
    const unsubscribe = this.feed.subscribe(id, () => watch.wake());
    this.open.add(watch);
    let lastSeen = lastEventId;
    // Something must come at once: until then a client does not know that it is connected.
    let isQuiet = true;
    try {
      while (!watch.isClosed && !this.isStopping) {
        const now = clock.now();
        const verification = await this.otp.get(id);
        const eventId = `${verification.revision}.${statusAt(verification, now)}`;
        if (eventId !== lastSeen) {
          const status = await this.registrations.describe(verification, proof, now);
          yield `id: ${eventId}\nevent: status\ndata: ${JSON.stringify(status)}\n\n`;
        } else if (isQuiet) yield HEARTBEAT;
        lastSeen = eventId;
        if (isFinal(statusAt(verification, now))) return;
        isQuiet = await watch.sleep(Math.min(HEARTBEAT_MS, millisecondsUntil(endsAt(verification), now)));
      }
    } finally {
      unsubscribe();
      this.open.delete(watch);
    }
  }
}

/** Sleeps until something changes; a change between two sleeps is not missed. */
class Watch {
  isClosed = false;
  private isWoken = false;
  private wakeSleeper: () => void = () => undefined;

  wake(): void {
    this.isWoken = true;
    this.wakeSleeper();
  }

  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /** True if nothing woke it: the time is over. */
  async sleep(milliseconds: number): Promise<boolean> {
    if (!this.isWoken)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wakeSleeper = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const isOver = !this.isWoken;
    this.isWoken = false;
    return isOver;
  }
}

const millisecondsUntil = (end: Date | undefined, now: Date): number =>
  end ? Math.max(1, end.getTime() - now.getTime()) : HEARTBEAT_MS;
