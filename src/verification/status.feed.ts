import { EventEmitter } from 'node:events';

/** Tells who watches a verification that it changed; what it became, the watcher reads from the store. */
export abstract class StatusFeed {
  abstract publish(verificationId: string): void;
  /** Calls `onChange` until the returned function is called. */
  abstract subscribe(verificationId: string, onChange: () => void): () => void;
}

/** Enough where one process does everything. */
export class LocalStatusFeed extends StatusFeed {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  /** In the next turn: by then the change is on the disk, or is not and the watcher reads what was there before. */
  publish(verificationId: string): void {
    if (this.emitter.listenerCount(verificationId) > 0) setImmediate(() => this.emitter.emit(verificationId));
  }

  /** What is watched now. */
  get watched(): string[] {
    return this.emitter.eventNames() as string[];
  }

  subscribe(verificationId: string, onChange: () => void): () => void {
    this.emitter.on(verificationId, onChange);
    return () => this.emitter.off(verificationId, onChange);
  }
}
