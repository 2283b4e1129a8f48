import { EventEmitter } from 'node:events';

/** Tells the watchers of a verification that it changed; they read the new state from the store. */
export abstract class StatusFeed {
  abstract publish(verificationId: string): void;
  /** Calls `onChange` until the returned function is called. */
  abstract subscribe(verificationId: string, onChange: () => void): () => void;
}

/** Enough if one process does everything. */
export class LocalStatusFeed extends StatusFeed {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  /** Emits in the next turn: by then the change is on disk, or has failed and watchers read the previous state. */
  publish(verificationId: string): void {
    if (this.emitter.listenerCount(verificationId) > 0) setImmediate(() => this.emitter.emit(verificationId));
  }

  /** Ids of the verifications that are watched now. */
  get watched(): string[] {
    return this.emitter.eventNames() as string[];
  }

  subscribe(verificationId: string, onChange: () => void): () => void {
    this.emitter.on(verificationId, onChange);
    return () => this.emitter.off(verificationId, onChange);
  }
}
