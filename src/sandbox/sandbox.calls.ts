const KEPT_CALLS = 200;

/** One Bot API call as an operator may see it: never what it carried. */
export type CallRecord = Readonly<{
  method: string;
  chatId?: number;
  at: Date;
  /** HTTP status; 0 when the connection was cut or nothing was answered. */
  status: number;
  /** The switch that made it go wrong. */
  fault?: string;
}>;

/** The last 200 Bot API calls. */
export class CallLog {
  readonly #calls: CallRecord[] = [];

  add(call: CallRecord): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT_CALLS) this.#calls.shift();
  }

  /** Newest first. */
  latest(count = KEPT_CALLS): readonly CallRecord[] {
    return this.#calls.slice(-count).reverse();
  }
}
