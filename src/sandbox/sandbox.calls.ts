const KEPT_CALLS = 200;
const KEPT_CHARACTERS = 4_000;

/** One Bot API call; its people are made up, and so is what it carried. */
export type CallRecord = Readonly<{
  method: string;
  chatId?: number;
  at: Date;
  /** HTTP status; 0 when the connection was cut or nothing was answered. */
  status: number;
  /** The switch that made the call fail. */
  fault?: string;
  /** Its parameters, without the bytes of files. */
  request: Readonly<Record<string, unknown>>;
  /** The body of the answer, cut to `KEPT_CHARACTERS`. */
  answer: string;
}>;

export type KeptCall = CallRecord & Readonly<{ id: number }>;

/** The last 200 Bot API calls. */
export class CallLog {
  readonly #calls: KeptCall[] = [];
  #lastId = 0;

  add(call: CallRecord): void {
    this.#lastId += 1;
    this.#calls.push({ ...call, id: this.#lastId, answer: call.answer.slice(0, KEPT_CHARACTERS) });
    if (this.#calls.length > KEPT_CALLS) this.#calls.shift();
  }

  find(id: number): KeptCall | undefined {
    return this.#calls.find((call) => call.id === id);
  }

  /** Newest first. */
  latest(count = KEPT_CALLS): readonly KeptCall[] {
    return this.#calls.slice(-count).reverse();
  }
}
