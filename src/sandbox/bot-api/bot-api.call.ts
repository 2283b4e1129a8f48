import type { Params } from './bot-api.params';
import { badRequest, forbidden } from './bot-api.refusal';
import type { Bot } from '../sandbox.bot';
import type { Chat } from '../sandbox.chat';
import type { World } from '../sandbox.world';

/** One call of a Bot API method, addressed to a bot that exists. */
export type Call = Readonly<{
  world: World;
  bot: Bot;
  params: Params;
  /** Aborted when the caller hangs up, or the sandbox closes. */
  gone: AbortSignal;
}>;

/** The numeric chat id of a call, if it has one. */
export function chatIdOf(params: Params): number | undefined {
  const id = params.integer('chat_id', 0);
  return id === 0 ? undefined : id;
}

/** The chat that a call is about; a person's @username is not accepted as an address. */
export function knownChat({ world, bot, params }: Call): Chat {
  if (params.text('chat_id') === '') throw badRequest('chat_id is empty');
  const id = chatIdOf(params);
  const chat = id === undefined ? undefined : world.chat(bot, id);
  if (!chat) throw badRequest('chat not found');
  return chat;
}

/** Refuses if the person does not let the bot write. */
export function assertWritable(chat: Chat): void {
  if (chat.person.isDeactivated) throw forbidden('user is deactivated');
  if (chat.isBlocked) throw forbidden('bot was blocked by the user');
  if (!chat.isStarted) throw forbidden("bot can't initiate conversation with a user");
}
