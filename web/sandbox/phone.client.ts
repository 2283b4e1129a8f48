/** The phone's API, whatever path the page itself has. */
const ROOT = '/sandbox/';

export type Entity = Readonly<{ type: string; offset: number; length: number; url?: string }>;

export type Button =
  | Readonly<{ kind: 'url'; text: string; url: string }>
  | Readonly<{ kind: 'copy'; text: string; copy: string }>
  | Readonly<{ kind: 'callback'; text: string; data: string }>;

export type Message = Readonly<{
  message_id: number;
  from: 'bot' | 'person';
  sent_at: string;
  edited_at: string | null;
  text: string;
  entities: readonly Entity[];
  picture: Readonly<{ url: string; width: number; height: number }> | null;
  contact: string | null;
  buttons: readonly (readonly Button[])[];
  self_destructs: boolean;
}>;

export type Person = Readonly<{
  id: number;
  first_name: string;
  username: string | null;
  language_code: string;
  has_picture: boolean;
}>;
/** Without a method, for any call; `message` stands for every method that brings a message. */
export type FaultOrder = Readonly<{ fault: string; times: number | null; seconds?: number; method?: string }>;
export type Fault = Readonly<{ id: number; fault: string; hits: number; left: number | null }>;
export type Call = Readonly<{
  id: number;
  method: string;
  chat_id: number | null;
  at: string;
  status: number;
  fault: string | null;
}>;

/** The content of a call, and of its answer. */
export type RawCall = Call & Readonly<{ request: Readonly<Record<string, unknown>>; answer: string }>;

export type PhoneState = Readonly<{
  server_time: string;
  ttl_seconds: number;
  app_url: string | null;
  has_time: boolean;
  bot: Readonly<{ name: string; username: string }>;
  person: Person;
  chat: Readonly<{ started: boolean; blocked: boolean }>;
  messages: readonly Message[];
  /** The other people on whose phones a message waits. */
  others: readonly Person[];
  faults: readonly Fault[];
  calls: readonly Call[];
}>;

export type PressResult = Readonly<{ answer?: Readonly<{ text: string; isAlert: boolean; url: string }> | null }>;

/** A refusal by the sandbox, in its own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'Refused';
  }
}

async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${ROOT}api/${path}`, { method, ...json });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Refused(response.status, answer.error ?? 'The sandbox didn’t answer.');
  return answer;
}

export const pictureUrl = (picture: Readonly<{ url: string }>) => `${ROOT}${picture.url}`;
export const eventsUrl = `${ROOT}api/events`;

export const phoneApi = {
  state: (person: number) => ask<PhoneState>('GET', `state?person=${person}`),
  people: () => ask<readonly Person[]>('GET', 'people'),
  addPerson: (first_name: string, language_code: string) =>
    ask<Person>('POST', 'people', { first_name, language_code }),
  start: (person: number, payload?: string) => ask('POST', 'start', { person, payload }),
  say: (person: number, text: string) => ask('POST', 'say', { person, text }),
  shareContact: (person: number) => ask('POST', 'say', { person, contact: true }),
  press: (person: number, message_id: number, row: number, column: number) =>
    ask<PressResult>('POST', 'press', { person, message_id, row, column }),
  setBlocked: (person: number, isBlocked: boolean) => ask('POST', isBlocked ? 'block' : 'unblock', { person }),
  setPicture: (person: number, picture: boolean) => ask<Person>('POST', 'picture', { person, picture }),
  addFault: (order: FaultOrder) => ask('POST', 'faults', order),
  call: (id: number) => ask<RawCall>('GET', `call?id=${id}`),
  skipTime: (seconds: number) => ask('POST', 'time', { seconds }),
  removeFault: (id: number) => ask('DELETE', `faults?id=${id}`),
  clearFaults: () => ask('DELETE', 'faults'),
};
