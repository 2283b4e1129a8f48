import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import { VerificationService } from '../../verification/verification.service';
import type { Shown } from '../../verification/proof';
import { StatusFeed } from '../../verification/status.feed';
import { endsAt, isFinal, statusAt, type Verification } from '../../verification/verification';
import { StatusView } from './status.view';
import { StreamPlaces } from './stream.places';

/** Proxies cut idle connections, and our pages give up a stream that is silent for longer (`SILENCE_MS`). */
const HEARTBEAT_MS = 15_000;
/** Streams take turns: 10,000 of them at once would stop the event loop for half a second. */
const TURNS = 30;
/** An event, as pages cannot see comments. A client that was cut off reconnects after a second. */
const HEARTBEAT = ': still here\nretry: 1000\nevent: heartbeat\ndata:\n\n';
/** Once it is over, the stream checks whether the message is gone: after so long, then twice as long, and so on. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15 * 60_000;

type Listener = Readonly<{ lastEventId?: string; address: string; leaving: AbortSignal }>;
type Watched = Omit<Listener, 'address'> & Readonly<{ id: string; proof: string }>;

/** Live updates of one verification, as server-sent events (`status`, with the object of the status call). */
@Injectable()
export class StatusStream implements OnModuleDestroy {
  private readonly open = new Set<Watch>();
  private readonly places = new StreamPlaces();
  /** One timer for all streams; none while there is no stream. */
  private heart?: NodeJS.Timeout;
  private begun = 0;
  private beats = 0;
  private isStopping = false;

  constructor(
    private readonly verifications: VerificationService,
    private readonly feed: StatusFeed,
    private readonly view: StatusView,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Begins with the current state, unless `lastEventId` says that it was seen; ends when nothing more follows and the
   * message is gone. For a listener that does not read, nothing is queued: later it gets only the newest state.
   * @throws AppError `verification_not_found`, or `overloaded` if too many are open, before anything is streamed
   */
  async watch(shown: Shown, { address, ...listener }: Listener): Promise<AsyncGenerator<string>> {
    const { id } = await this.verifications.getBegun(shown);
    if (!listener.leaving.aborted) {
      const giveBack = this.places.take({ verification: id, address });
      listener.leaving.addEventListener('abort', giveBack, { once: true });
    }
    return this.events({ id, proof: shown.proof, ...listener });
  }

  /** Ends every stream, so that a stopping server need not wait for its listeners; they resume elsewhere. */
  onModuleDestroy(): void {
    this.isStopping = true;
    for (const watch of this.open) watch.close();
  }

  private async *events({ id, proof, lastEventId, leaving }: Watched): AsyncGenerator<string> {
    const watch = this.begin(id, leaving);
    let lastSeen = lastEventId;
    let lookAt = clock.now();
    let pauseMs = FIRST_PAUSE_MS;
    try {
      while (!watch.isClosed && !this.isStopping) {
        const now = clock.now();
        if (watch.takeNews() || now >= lookAt) {
          const verification = await this.verifications.get(id);
          const isEnding = isFinal(statusAt(verification, now));
          const isOver = isEnding && (await this.isSettled(verification));
          const eventId = `${verification.revision}.${statusAt(verification, now)}${isOver ? '.over' : ''}`;
          if (eventId !== lastSeen) {
            const status = await this.view.describe(verification, proof, now);
            yield `id: ${eventId}\nevent: status\ndata: ${JSON.stringify(status)}\n\n`;
          }
          lastSeen = eventId;
          if (isOver) return;
          const ending = isEnding ? undefined : endsAt(verification);
          lookAt = ending ?? clock.in(pauseMs);
          if (!ending) pauseMs *= 2;
        }
        if (watch.takeBeat()) yield HEARTBEAT;
        await watch.sleep(Math.min(LONGEST_PAUSE_MS, lookAt.getTime() - clock.now().getTime()));
      }
    } finally {
      this.end(watch);
    }
  }

  private begin(id: string, leaving: AbortSignal): Watch {
    const watch = new Watch(
      this.feed.subscribe(id, () => watch.tell()),
      this.begun++ % TURNS,
    );
    if (leaving.aborted) watch.close();
    leaving.addEventListener('abort', () => watch.close(), { once: true });
    this.open.add(watch);
    this.heart ??= setInterval(() => this.beat(), HEARTBEAT_MS / TURNS);
    return watch;
  }

  private beat(): void {
    const turn = this.beats++ % TURNS;
    for (const watch of this.open) if (watch.turn === turn) watch.beat();
  }

  private end(watch: Watch): void {
    watch.unsubscribe();
    this.open.delete(watch);
    if (this.open.size > 0) return;
    clearInterval(this.heart);
    this.heart = undefined;
  }

  /** Its message is gone, or never got there: its delivery needs no more work. */
  private async isSettled({ deliveryId }: Verification): Promise<boolean> {
    return (await this.outbox.find(deliveryId))?.dueAt === undefined;
  }
}

/** Sleeps until something happens; what happens between two sleeps is not missed. */
class Watch {
  isClosed = false;
  private hasNews = true;
  /** True at first, too: until something comes, a client does not know that it is connected. */
  private isBeatDue = true;
  private wake: () => void = () => undefined;

  constructor(
    readonly unsubscribe: () => void,
    /** Which of the turns of each heartbeat is its own. */
    readonly turn: number,
  ) {}

  tell(): void {
    this.hasNews = true;
    this.wake();
  }

  beat(): void {
    this.isBeatDue = true;
    this.wake();
  }

  close(): void {
    this.isClosed = true;
    this.wake();
  }

  takeNews(): boolean {
    const had = this.hasNews;
    this.hasNews = false;
    return had;
  }

  takeBeat(): boolean {
    const had = this.isBeatDue;
    this.isBeatDue = false;
    return had;
  }

  async sleep(milliseconds: number): Promise<void> {
    if (this.isClosed || this.hasNews || this.isBeatDue) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
