import type { Entity } from '../bot-api/bot-api.html';
import type { Keyboard } from '../bot-api/bot-api.keyboard';
import type { KeptCall } from '../sandbox.calls';
import type { Chat, Message, Person } from '../sandbox.chat';
import type { Fault } from '../sandbox.faults';
import type { World } from '../sandbox.world';

/** A message as the phone's page draws it. */
export type MessageView = Readonly<{
  message_id: number;
  from: 'bot' | 'person';
  sent_at: string;
  edited_at: string | null;
  text: string;
  entities: readonly Entity[];
  picture: Readonly<{ url: string; width: number; height: number }> | null;
  contact: string | null;
  buttons: Keyboard;
  is_protected: boolean;
  /** The page draws a ring that shows how much time is left. */
  self_destructs: boolean;
}>;

export type PersonView = Readonly<{
  id: number;
  first_name: string;
  username: string | null;
  language_code: string;
  has_picture: boolean;
}>;
export type FaultView = Readonly<{
  id: number;
  fault: string;
  method: string | null;
  chat_id: number | null;
  seconds: number | null;
  hits: number;
  left: number | null;
}>;
export type CallView = Readonly<{
  id: number;
  method: string;
  chat_id: number | null;
  at: string;
  status: number;
  fault: string | null;
}>;

/** Everything the phone's page shows. */
export type StateView = Readonly<{
  server_time: string;
  ttl_seconds: number;
  app_url: string | null;
  /** Whether the page can move the app's time forward. */
  has_time: boolean;
  bot: Readonly<{ id: number; name: string; username: string }>;
  person: PersonView;
  chat: Readonly<{ started: boolean; blocked: boolean }>;
  messages: readonly MessageView[];
  /** Other people on whose phones a message waits. */
  others: readonly PersonView[];
  faults: readonly FaultView[];
  calls: readonly CallView[];
}>;

const DEFAULT_TTL_SECONDS = 60;
const SHOWN_CALLS = 20;

export function toState(world: World, chat: Chat): StateView {
  const bot = world.primaryBot;
  return {
    server_time: new Date(world.now()).toISOString(),
    ttl_seconds: world.options.ttlSeconds ?? DEFAULT_TTL_SECONDS,
    app_url: world.options.appUrl ?? null,
    has_time: world.options.skipTime !== undefined,
    bot: { id: bot.id, name: bot.name, username: bot.username },
    person: toPerson(chat.person),
    chat: { started: chat.isStarted, blocked: chat.isBlocked },
    messages: toMessages(chat),
    others: othersThan(chat, world).map(toPerson),
    faults: world.faults.list().map(toFault),
    calls: world.calls.latest(SHOWN_CALLS).map(toCall),
  };
}

const othersThan = (chat: Chat, world: World): readonly Person[] =>
  world.bots
    .flatMap((bot) => [...bot.chats.values()])
    .filter((other) => other.person.id !== chat.person.id && [...other.messages.values()].some(isSelfDestructing))
    .map(({ person }) => person);

/** The message has buttons to act on, and must not be passed on. */
const isSelfDestructing = ({ isByBot, content }: Message): boolean =>
  isByBot && content.keyboard.length > 0 && content.isProtected === true;

export const toMessages = (chat: Chat): readonly MessageView[] => [...chat.messages.values()].map(toMessage);

function toMessage(message: Message): MessageView {
  const { id, isByBot, sentAt, editedAt, content } = message;
  const { picture, contact, keyboard } = content;
  return {
    message_id: id,
    from: isByBot ? 'bot' : 'person',
    sent_at: new Date(sentAt).toISOString(),
    edited_at: editedAt === undefined ? null : new Date(editedAt).toISOString(),
    text: content.text,
    entities: content.entities,
    picture: picture ? { url: `api/pictures/${picture.id}`, width: picture.width, height: picture.height } : null,
    contact: contact?.phone_number ?? null,
    buttons: keyboard,
    is_protected: content.isProtected ?? false,
    self_destructs: isSelfDestructing(message),
  };
}

export const toPerson = (person: Person): PersonView => ({
  id: person.id,
  first_name: person.firstName,
  username: person.username ?? null,
  language_code: person.languageCode,
  has_picture: person.portrait !== undefined,
});

export const toFault = ({ id, order, hits, left }: Fault): FaultView => ({
  id,
  fault: order.fault,
  method: order.method ?? null,
  chat_id: order.chatId ?? null,
  seconds: order.seconds ?? null,
  hits,
  left,
});

export const toCall = ({ id, method, chatId, at, status, fault }: KeptCall): CallView => ({
  id,
  method,
  chat_id: chatId ?? null,
  at: at.toISOString(),
  status,
  fault: fault ?? null,
});
