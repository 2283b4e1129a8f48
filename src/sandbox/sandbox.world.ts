import { Bot } from './sandbox.bot';
import { CallLog } from './sandbox.calls';
import type { Chat, Person } from './sandbox.chat';
import { FaultQueue } from './sandbox.faults';
import { SendLimits } from './sandbox.limits';

export type SandboxOptions = Readonly<{
  /** The bots that exist; without any, every well-formed token is a bot. */
  tokens?: readonly string[];
  /** What the bots are called. */
  botName?: string;
  /** How long a self-destructing message lives, for the ring on the phone. */
  ttlSeconds?: number;
  /** What an unknown chat id leads to: a made-up person who has pressed Start, or "chat not found". */
  strangers?: 'accept' | 'refuse';
  /** Telegram's own limits: 30 messages a second per bot, 1 a second per chat. */
  limits?: boolean;
  /** Where the app lives, for links that the phone opens. */
  appUrl?: string;
  now?: () => number;
  /** Moves the app's time forward, if the app allows that. */
  skipTime?: (ms: number) => void;
}>;

export type NewPerson = Readonly<{
  id?: number;
  firstName: string;
  username?: string;
  languageCode?: string;
  hasPicture?: boolean;
}>;

const KEPT_PEOPLE = 5000;
const MAX_BOTS = 100;
const USERNAME = 'telega2go_sandbox_bot';
/** New Telegram ids do not fit into 32 bits. */
const FIRST_PERSON_ID = 7_000_000_001;
const MAX_USER_ID = 2 ** 52 - 1;

/** Everything the sandbox knows, in memory and bounded: the people, the bots and their chats. */
export class World {
  readonly people = new Map<number, Person>();
  readonly bots: Bot[];
  readonly faults = new FaultQueue();
  readonly calls = new CallLog();
  readonly limits?: SendLimits;
  readonly now: () => number;
  readonly #watchers = new Set<() => void>();
  #nextPersonId = FIRST_PERSON_ID;

  constructor(readonly options: SandboxOptions) {
    this.now = options.now ?? Date.now;
    if (options.limits) this.limits = new SendLimits(this.now);
    const tokens = options.tokens ?? [];
    this.bots =
      tokens.length > 0
        ? tokens.map((token, index) => new Bot(usernameOf(index), token, options.botName))
        : [new Bot(USERNAME, undefined, options.botName)];
    this.addPerson({ firstName: 'Ann', hasPicture: true });
  }

  /** The bot that the phone talks to. */
  get primaryBot(): Bot {
    const [bot] = this.bots;
    if (!bot) throw new Error('a sandbox has at least one bot');
    return bot;
  }

  /** The bot of a token; undefined when there is none. */
  bot(token: string): Bot | undefined {
    const known = this.bots.find((bot) => bot.token === token);
    if (known || (this.options.tokens ?? []).length > 0) return known;
    if (this.primaryBot.token === undefined) {
      this.primaryBot.token = token;
      return this.primaryBot;
    }
    if (this.bots.length >= MAX_BOTS) return undefined;
    const bot = new Bot(usernameOf(this.bots.length), token, this.options.botName);
    this.bots.push(bot);
    return bot;
  }

  addPerson({ id, firstName, username, languageCode = 'en', hasPicture }: NewPerson): Person {
    const personId = id ?? this.#freeId();
    const phone = `+99${String(personId).padStart(10, '0').slice(-10)}`;
    const person: Person = { id: personId, firstName, username, languageCode, phone, isDeactivated: false };
    if (hasPicture) person.portrait = personId;
    this.people.set(personId, person);
    this.#forgetOldest();
    this.changed();
    return person;
  }

  /** The chat of a bot with this person; where strangers are accepted, an unknown one is made up. */
  chat(bot: Bot, personId: number): Chat | undefined {
    const known = this.people.get(personId);
    if (known) return bot.chatWith(known);
    const isPossible = Number.isSafeInteger(personId) && personId > 0 && personId <= MAX_USER_ID;
    if (this.options.strangers === 'refuse' || !isPossible) return undefined;
    const chat = bot.chatWith(this.addPerson({ id: personId, firstName: `Guest ${personId}` }));
    chat.isStarted = true;
    return chat;
  }

  /** Tells the watchers that something changed. */
  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Returns a function that ends the watching. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close(): void {
    for (const bot of this.bots) bot.close();
  }

  #freeId(): number {
    while (this.people.has(this.#nextPersonId)) this.#nextPersonId += 1;
    return this.#nextPersonId++;
  }

  #forgetOldest(): void {
    const oldest = this.people.keys().next();
    if (this.people.size <= KEPT_PEOPLE || oldest.done) return;
    this.people.delete(oldest.value);
    for (const bot of this.bots) bot.chats.delete(oldest.value);
  }
}

/** A world that a test or a benchmark can look into while the sandbox serves it. */
export const createWorld = (options: SandboxOptions = {}): World => new World(options);

const usernameOf = (index: number) => (index === 0 ? USERNAME : USERNAME.replace('_bot', `_${index + 1}_bot`));
