import type { ChatAddress } from '../../src/telegram/address';
import type { OutgoingMessage } from '../../src/telegram/sender/message';
import {
  MessageSender,
  type CallTerms,
  type RemoveOutcome,
  type SendOutcome,
  type SendTerms,
} from '../../src/telegram/sender/message.sender';
import { modelTime } from './model.time';

/** Which run of the product calls, as far as Telegram's stand-in has to know. */
export type Caller = Readonly<{ isDead: boolean; hasBot: boolean; name: string }>;

/** A message in a chat. */
export type ChatMessage = {
  readonly id: number;
  readonly chatId: number;
  /** The secret link; absent where a person wrote the message. */
  token?: string;
  code?: string;
  isThere: boolean;
  /** Who has learned its id. */
  told?: Caller;
  toldAt?: number;
};

/** How Telegram, or the way there, answers. `lost` and `late` have done what was asked. */
export const answers = ['ok', 'lost', 'late', 'not_sent', 'unknown', 'busy', 'refused', 'misconfigured'] as const;
export type Answer = (typeof answers)[number];

type ReplaceOutcome = SendOutcome | Readonly<{ kind: 'gone' }>;
type Base = Readonly<{ caller: Caller; chatId: number; deadline: number }>;
type Sending = Base &
  Readonly<{ kind: 'send'; message: OutgoingMessage; terms: SendTerms; end: (outcome: ReplaceOutcome) => void }> & {
    /** The message that is edited. */
    readonly replaces?: ChatMessage;
    isBegun: boolean;
    there?: ChatMessage;
  };
type Removal = Base & Readonly<{ kind: 'remove'; ids: readonly number[]; end: (outcome: RemoveOutcome) => void }>;
type Call = Sending | Removal;

const BUSY_SECONDS = 3;
/** What a row says after Telegram has refused its message for good. */
export const REFUSED = '403';

/** The chats, and calls that stay open until somebody says how they end. */
export class ModelTelegram {
  readonly messages: ChatMessage[] = [];
  /** What no run may do, and one did. */
  readonly violations: string[] = [];
  open: Call[] = [];
  /** Answers at once, and well. */
  isWell = false;
  private late: { caller: Caller; tell: () => void }[] = [];

  /** When the next call runs out of time. */
  get next(): number {
    return Math.min(Infinity, ...this.open.map(({ deadline }) => deadline));
  }

  /** A person writes to the bot. */
  write(chatId: number): ChatMessage {
    return this.put({ chatId });
  }

  async send(
    caller: Caller,
    { chatId }: ChatAddress,
    { message, terms, messageId }: { message: OutgoingMessage; terms: SendTerms; messageId?: number },
  ): Promise<ReplaceOutcome> {
    const replaces = this.messages.find(({ id }) => id === messageId);
    const deadline = terms.deadline.getTime();
    return new Promise((end) => {
      this.add({ kind: 'send', caller, chatId, deadline, message, replaces, terms, end, isBegun: false });
    });
  }

  async remove(caller: Caller, to: ChatAddress, ids: readonly number[], deadline: Date): Promise<RemoveOutcome> {
    return new Promise((end) => {
      this.add({ kind: 'remove', caller, chatId: to.chatId, deadline: deadline.getTime(), ids, end });
    });
  }

  /** The request is written; it may be in the chat long before its answer. */
  begin(call: Call, arrives: boolean): void {
    if (call.kind === 'remove') return;
    if (this.mayGo(call) && arrives) this.arrive(call);
  }

  answer(call: Call, how: Answer): void {
    if (call.kind === 'send' && !this.mayGo(call)) return;
    this.close(call);
    if (call.kind === 'send') call.end(this.outcomeOf(call, how));
    else call.end(this.removed(call, how));
  }

  /** Ends what ran out of time. */
  endOverdue(): void {
    for (const call of this.open.filter(({ deadline }) => deadline <= modelTime.now)) {
      this.close(call);
      if (call.kind === 'remove') call.end({ kind: 'retry', error: 'timeout' });
      else call.end({ kind: call.isBegun ? 'unknown' : 'not_sent', error: 'timeout', tries: 1 });
    }
  }

  /** Its connections are cut: what was written may arrive, and nobody hears of it. */
  hangUp(caller: Caller, arrives: boolean): void {
    for (const call of this.open.filter((each) => each.caller === caller)) {
      this.close(call);
      if (call.kind === 'send' && call.isBegun && arrives) this.arrive(call);
    }
  }

  /** What Telegram says after the time-out. */
  tellLate(): void {
    const late = this.late.filter(({ caller }) => !caller.isDead);
    this.late = [];
    for (const { tell } of late) tell();
  }

  private add(call: Call): void {
    this.open.push(call);
    if (this.isWell) this.answer(call, 'ok');
  }

  private close(call: Call): void {
    this.open = this.open.filter((each) => each !== call);
  }

  private mayGo(call: Sending): boolean {
    if (call.isBegun) return true;
    if (modelTime.now >= call.deadline || call.terms.mayBegin?.() === false) {
      this.close(call);
      call.end({ kind: 'not_sent', error: 'not_begun', tries: 1 });
      return false;
    }
    if (!call.caller.hasBot) this.violations.push(`${call.caller.name} sends after its lease passed on`);
    call.isBegun = true;
    return true;
  }

  private arrive(call: Sending): ChatMessage {
    const secrets = secretsIn(call.message);
    if (call.replaces?.isThere) Object.assign(call.replaces, secrets);
    call.there ??= call.replaces ?? this.put({ chatId: call.chatId, ...secrets });
    return call.there;
  }

  private outcomeOf(call: Sending, how: Answer): ReplaceOutcome {
    if (how === 'ok' && call.replaces?.isThere === false) return { kind: 'gone' };
    switch (how) {
      case 'ok':
        return { kind: 'sent', messageId: this.tell(call, this.arrive(call)), tries: 1 };
      case 'late': {
        const message = this.arrive(call);
        if (!call.replaces) this.late.push({ caller: call.caller, tell: () => this.tellId(call, message) });
        return { kind: 'unknown', error: 'timeout', tries: 1 };
      }
      case 'lost':
        this.arrive(call);
        return { kind: 'unknown', error: 'reset', tries: 1 };
      case 'unknown':
        return { kind: 'unknown', error: 'reset', tries: 1 };
      case 'not_sent':
      case 'busy':
      case 'refused':
      case 'misconfigured':
        // Whoever has taken a message cannot say no to it any more.
        return call.there ? { kind: 'unknown', error: 'reset', tries: 1 } : noTo(how);
    }
  }

  private removed(call: Removal, how: Answer): RemoveOutcome {
    const isDone = ['ok', 'lost', 'late', 'refused'].includes(how);
    const asked = this.messages.filter(({ id }) => call.ids.includes(id));
    if (isDone) for (const message of asked) message.isThere = false;
    if (how === 'ok') return { kind: 'gone' };
    if (how === 'refused') return { kind: 'blanked' };
    return { kind: 'retry', error: how, retryAfterSeconds: how === 'busy' ? BUSY_SECONDS : undefined };
  }

  private tellId(call: Sending, message: ChatMessage): void {
    const id = this.tell(call, message);
    call.terms.onLate?.(id);
  }

  private tell({ caller }: Call, message: ChatMessage): number {
    message.told = caller;
    message.toldAt = modelTime.now;
    return message.id;
  }

  private put(of: Pick<ChatMessage, 'chatId' | 'token' | 'code'>): ChatMessage {
    const message = { ...of, id: this.messages.length + 1, isThere: true };
    this.messages.push(message);
    return message;
  }
}

/** One run's way to Telegram. */
export class ModelSender extends MessageSender {
  constructor(
    private readonly telegram: ModelTelegram,
    private readonly caller: Caller,
  ) {
    super();
  }

  override send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome> {
    return this.telegram.send(this.caller, to, { message, terms }) as Promise<SendOutcome>;
  }

  override replace(
    to: ChatAddress,
    messageId: number,
    message: OutgoingMessage,
    terms: SendTerms,
  ): Promise<ReplaceOutcome> {
    return this.telegram.send(this.caller, to, { message, terms, messageId });
  }

  override remove(to: ChatAddress, messageId: number, { deadline }: CallTerms): Promise<RemoveOutcome> {
    return this.telegram.remove(this.caller, to, [messageId], deadline);
  }

  override async removeAll(to: ChatAddress, messageIds: readonly number[], { deadline }: CallTerms): Promise<boolean> {
    return (await this.telegram.remove(this.caller, to, messageIds, deadline)).kind === 'gone';
  }

  override async say(): Promise<boolean> {
    return true;
  }

  override async answerCallback(): Promise<void> {}
}

function noTo(how: 'not_sent' | 'busy' | 'refused' | 'misconfigured'): SendOutcome {
  if (how === 'refused') return { kind: 'refused', reason: 'bot_blocked', error: REFUSED, tries: 1 };
  if (how === 'busy') return { kind: 'not_sent', error: '429', retryAfterSeconds: BUSY_SECONDS, tries: 1 };
  return { kind: how, error: how, tries: 1 };
}

function secretsIn({ html, buttons }: OutgoingMessage): Pick<ChatMessage, 'token' | 'code'> {
  const link = buttons.flat().find((button) => button.kind === 'url');
  return { code: /<code>(\d+)<\/code>/.exec(html)?.[1], token: link?.url.split('#')[1] };
}
