/** What can be made to go wrong with a Bot API call. */
export const FAULTS = [
  'rate_limit',
  'server_error',
  'bad_gateway',
  'reset',
  'lost_answer',
  'truncated',
  'garbage',
  'silence',
  'silence_after',
  'empty',
  'huge',
  'no_id',
  'slow',
  'photo_refused',
  'bad_entities',
  'chat_not_found',
  'forbidden',
  'undeletable',
  'uneditable',
  'unauthorized',
] as const;

export type FaultKind = (typeof FAULTS)[number];

/** A switch as it was ordered. */
export type FaultOrder = Readonly<{
  fault: FaultKind;
  /** Only calls of this method (`message`: any that brings one, `file`: a download); if absent, all but `UNNOTICED`. */
  method?: string;
  /** Only calls about this chat. */
  chatId?: number;
  /** How many calls it hits, 1 if absent; `null`: all until it is switched off. */
  times?: number | null;
  /** `rate_limit`: the `retry_after`; `slow`: the delay. */
  seconds?: number;
}>;

/** A switch, in force or used up. */
export type Fault = Readonly<{ id: number; order: FaultOrder; hits: number; left: number | null }>;

/** Calls that no person waits for, which would use a switch up at once. */
const UNNOTICED: readonly string[] = [
  ...['getUpdates', 'getMyCommands', 'setMyCommands'],
  ...['getUserProfilePhotos', 'getFile', 'file'],
];

const KEPT_FAULTS = 50;

/** Switches, used in the order they were set; those used up stay listed, so that their hits can be read. */
export class FaultQueue {
  #faults: Fault[] = [];
  #lastId = 0;

  add(order: FaultOrder): Fault {
    this.#lastId += 1;
    const fault: Fault = { id: this.#lastId, order, hits: 0, left: order.times === undefined ? 1 : order.times };
    this.#faults = [...this.#faults, fault].slice(-KEPT_FAULTS);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  remove(id: number): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
  }

  /** The switch that hits this call; counts the hit. */
  take(method: string, chatId: number | undefined): FaultOrder | undefined {
    const found = this.#faults.find((fault) => fault.left !== 0 && hits(fault.order, method, chatId));
    if (!found) return undefined;
    const left = found.left === null ? null : found.left - 1;
    this.#faults = this.#faults.map((fault) => (fault === found ? { ...found, hits: found.hits + 1, left } : fault));
    return found.order;
  }
}

const MESSAGES: ReadonlySet<string> = new Set(['sendPhoto', 'sendMessage', 'editMessageMedia']);

function hits(order: FaultOrder, method: string, chatId: number | undefined): boolean {
  if (order.chatId !== undefined && order.chatId !== chatId) return false;
  if (order.method === undefined) return !UNNOTICED.includes(method);
  if (order.method === 'message') return MESSAGES.has(method);
  return order.method.toLowerCase() === method.toLowerCase();
}
