import type { Answer } from '../api/problem';
import type { Verification } from '../api/types';
import { isOver } from './waiting';

/** The parts of an `EventSource` that are used. */
type Stream = Readonly<{
  addEventListener: (type: string, listener: (event: Event) => void) => void;
  close: () => void;
}>;

/** What the feed reports, and what it depends on (injected, so that tests need no server). */
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
/** The server says something at once. If nothing comes, a proxy may hold it back. */
const FIRST_WORD_MS = 3000;
/** The server's heartbeat comes every 15 s: a stream that says less is dead, whatever its connection says. */
const SILENCE_MS = 20_000;

type Timer = ReturnType<typeof setTimeout>;

/** Follows one verification: by the server's pushes, and by asking every 2 seconds while the stream is silent. */
export class StatusFeed {
  private stream: Stream | null = null;
  private poll: Timer | undefined;
  private alarm: Timer | undefined;
  private silence: Timer | undefined;
  private isResting = false;
  private isOver = false;
  private pushes = 0;

  constructor(private readonly options: FeedOptions) {}

  /** Starts, or starts again after a rest, or when the stream may be dead. */
  start(): void {
    if (this.isOver) return;
    this.isResting = false;
    this.openStream();
    void this.look();
  }

  /** Keeps no connection until it is started again: browsers have six for all tabs together. */
  rest(): void {
    this.isResting = true;
    this.closeStream();
    clearTimeout(this.poll);
    clearTimeout(this.alarm);
    this.poll = undefined;
  }

  stop(): void {
    this.isOver = true;
    this.rest();
  }

  /** Asks at once. The answer counts like a push, unless a push came meanwhile: then it may be older than that. */
  async look(): Promise<void> {
    const before = this.pushes;
    const answer = await this.options.look();
    if (this.isResting || this.pushes !== before) return;
    if (answer.ok) return this.heard(answer.value);
    if (answer.problem.code !== 'verification_not_found') return;
    this.stop();
    this.options.onGone();
  }

  private openStream(): void {
    this.closeStream();
    const stream = this.options.open();
    this.stream = stream;
    stream.addEventListener('status', (event) => this.pushed(stream, (event as MessageEvent<string>).data));
    stream.addEventListener('heartbeat', () => this.lives(stream));
    stream.addEventListener('error', () => this.broken(stream));
    this.expectWord(FIRST_WORD_MS, () => {
      this.pollSoon(0);
      this.expectWord(SILENCE_MS, () => this.start());
    });
  }

  private expectWord(withinMs: number, missed: () => void): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(missed, withinMs);
  }

  private lives(stream: Stream): void {
    if (this.stream !== stream) return;
    this.expectWord(SILENCE_MS, () => this.start());
    clearTimeout(this.poll);
    this.poll = undefined;
    this.options.onConnection('live');
  }

  private pushed(stream: Stream, text: string): void {
    this.lives(stream);
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

  /** Ends the feed. One that was polling reports `live` first, so that the page no longer says updates are paused. */
  private end(): void {
    if (this.poll !== undefined) this.options.onConnection('live');
    this.stop();
  }

  private askFromHere(): void {
    this.closeStream();
    clearTimeout(this.alarm);
    this.pollSoon();
  }

  /** A status can expire without word from the server, so we ask when it should have. */
  private listenUntil(end: string | null): void {
    if (this.stream === null) this.openStream();
    clearTimeout(this.alarm);
    if (end === null) return;
    this.alarm = setTimeout(() => void this.look(), Math.max(Date.parse(end) + 1000 - this.options.now(), POLL_MS));
  }

  /** The browser reopens the stream by itself, unless the server refused it. */
  private broken(stream: Stream): void {
    if (this.stream !== stream) return;
    this.expectWord(SILENCE_MS, () => this.start());
    this.pollSoon();
  }

  private pollSoon(inMs = POLL_MS): void {
    this.poll ??= setTimeout(() => void this.pollOnce(), inMs);
  }

  private async pollOnce(): Promise<void> {
    const { poll } = this;
    if (this.stream) this.options.onConnection('polling');
    await this.look();
    if (this.poll !== poll) return;
    this.poll = undefined;
    this.pollSoon();
  }

  private closeStream(): void {
    clearTimeout(this.silence);
    this.stream?.close();
    this.stream = null;
  }
}
