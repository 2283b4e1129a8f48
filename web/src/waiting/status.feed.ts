import type { Answer } from '../api/problem';
import type { Verification } from '../api/types';
import { isOver } from './waiting';

/** What is used of an `EventSource`. */
type Stream = Readonly<{
  readyState: number;
  addEventListener: (type: string, listener: (event: Event) => void) => void;
  close: () => void;
}>;

/** What the feed tells, and what it is made of (handed in, so that tests need no server). */
export type FeedOptions = Readonly<{
  open: () => Stream;
  look: () => Promise<Answer<Verification>>;
  /** The server's time in milliseconds. */
  now: () => number;
  onStatus: (verification: Verification) => void;
  onConnection: (connection: 'live' | 'polling') => void;
  onGone: () => void;
}>;

const POLL_MS = 2000;
const OPEN = 1;

/** Follows one verification: pushed by the server, and by asking every 2 seconds while the stream is broken. */
export class StatusFeed {
  private stream: Stream | null = null;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private alarm: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private pushes = 0;

  constructor(private readonly options: FeedOptions) {}

  start(): void {
    this.openStream();
    void this.look();
  }

  stop(): void {
    this.stopped = true;
    this.closeStream();
    clearTimeout(this.poll);
    clearTimeout(this.alarm);
  }

  /** Asks at once; the answer counts like a pushed one, unless one came meanwhile: then it may be older than that. */
  async look(): Promise<void> {
    const before = this.pushes;
    const answer = await this.options.look();
    if (this.stopped || this.pushes !== before) return;
    if (answer.ok) return this.heard(answer.value);
    if (answer.problem.code !== 'verification_not_found') return;
    this.stop();
    this.options.onGone();
  }

  private openStream(): void {
    const stream = this.options.open();
    this.stream = stream;
    stream.addEventListener('open', () => this.live());
    stream.addEventListener('status', (event) => this.pushed((event as MessageEvent<string>).data));
    stream.addEventListener('error', () => this.broken(stream));
  }

  private live(): void {
    clearTimeout(this.poll);
    this.poll = undefined;
    this.options.onConnection('live');
  }

  private pushed(text: string): void {
    this.pushes += 1;
    try {
      this.heard(JSON.parse(text) as Verification);
    } catch {
      void this.look();
    }
  }

  /** The server ends its stream at a failure, though pressing Start may still mend it: from there on we ask. */
  private heard(verification: Verification): void {
    if (isOver(verification.status)) this.end();
    else if (verification.status === 'failed') this.askFromHere();
    else this.listenUntil(verification.expires_at);
    this.options.onStatus(verification);
  }

  /** Who was asking instead of listening does neither any more. */
  private end(): void {
    if (this.poll !== undefined) this.options.onConnection('live');
    this.stop();
  }

  private askFromHere(): void {
    this.closeStream();
    clearTimeout(this.alarm);
    this.pollSoon();
  }

  /** Time ends a status without anybody sending word, so we ask when it should have. */
  private listenUntil(end: string | null): void {
    if (this.stream === null) this.openStream();
    clearTimeout(this.alarm);
    if (end === null) return;
    this.alarm = setTimeout(() => void this.look(), Math.max(Date.parse(end) + 1000 - this.options.now(), POLL_MS));
  }

  private broken(stream: Stream): void {
    if (this.stopped || this.stream !== stream) return;
    this.options.onConnection('polling');
    this.pollSoon();
  }

  private pollSoon(): void {
    this.poll ??= setTimeout(() => void this.pollOnce(), POLL_MS);
  }

  private async pollOnce(): Promise<void> {
    await this.look();
    this.poll = undefined;
    if (!this.stopped && this.stream?.readyState !== OPEN) this.pollSoon();
  }

  private closeStream(): void {
    this.stream?.close();
    this.stream = null;
  }
}
