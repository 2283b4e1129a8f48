import { assertWritable, knownChat, type Call } from './bot-api.call';
import * as messages from './bot-api.messages';
import { badRequest, conflict } from './bot-api.refusal';
import { chatOf, photoSize, type BotCommand } from '../sandbox.bot';
import { portraitOf } from '../sandbox.portrait';
import type { Update } from '../sandbox.updates';
import { checkedWebhook } from '../sandbox.webhook';

type Method = Readonly<{ name: string; run: (call: Call) => unknown }>;

const METHODS: Readonly<Record<string, (call: Call) => unknown>> = {
  ...messages,
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  answerCallbackQuery,
  getChat,
  sendChatAction,
  setMyCommands,
  getMyCommands,
  getFile,
  getUserProfilePhotos,
};

const BY_LOWER_NAME: ReadonlyMap<string, Method> = new Map(
  Object.entries(METHODS).map(([name, run]) => [name.toLowerCase(), { name, run }]),
);

/** A method by its name in any case; undefined when the sandbox does not know it. */
export const methodNamed = (name: string): Method | undefined => BY_LOWER_NAME.get(name.toLowerCase());

function getMe({ bot }: Call): Record<string, unknown> {
  return {
    ...bot.user,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

function getUpdates({ bot, params, gone }: Call): Promise<readonly Update[]> {
  if (bot.courier.webhook) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  return bot.updates.poll(
    {
      offset: params.integer('offset', 0),
      limit: params.integer('limit', 100),
      timeoutSeconds: params.integer('timeout', 0),
      allowed: kindsOf(params.json('allowed_updates')),
    },
    gone,
  );
}

const kindsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : undefined);

function setWebhook(call: Call): true {
  const { bot, params } = call;
  if (params.text('url') === '') return deleteWebhook(call);
  const webhook = checkedWebhook({
    url: params.text('url'),
    secretToken: params.text('secret_token'),
    maxConnections: params.integer('max_connections', 40),
  });
  bot.updates.interrupt(conflict('terminated by setWebhook request'));
  const allowed = kindsOf(params.json('allowed_updates'));
  if (allowed) bot.updates.allow(allowed);
  if (params.flag('drop_pending_updates')) bot.updates.clear();
  bot.courier.start(webhook);
  return true;
}

function deleteWebhook({ bot, params }: Call): true {
  bot.courier.stop();
  if (params.flag('drop_pending_updates')) bot.updates.clear();
  return true;
}

function getWebhookInfo({ bot }: Call): Record<string, unknown> {
  const { webhook, lastError } = bot.courier;
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: bot.updates.size,
    ...(webhook && { max_connections: webhook.maxConnections }),
    ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
  };
}

function answerCallbackQuery({ bot, params }: Call): true {
  const text = params.text('text');
  if ([...text].length > 200) throw badRequest('MESSAGE_TOO_LONG');
  const answer = { text, isAlert: params.flag('show_alert'), url: params.text('url') };
  if (!bot.answer(params.text('callback_query_id'), answer)) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  return true;
}

function setMyCommands({ bot, params }: Call): true {
  const commands = params.json('commands');
  if (!Array.isArray(commands) || commands.length > 100) throw badRequest("can't parse list of bot commands");
  bot.commands.set(params.text('language_code'), commands as BotCommand[]);
  return true;
}

function getMyCommands({ bot, params }: Call): readonly BotCommand[] {
  return bot.commands.get(params.text('language_code')) ?? [];
}

function getChat(call: Call): Record<string, unknown> {
  return { ...chatOf(knownChat(call).person), accent_color_id: 0, max_reaction_count: 11 };
}

function sendChatAction(call: Call): true {
  const chat = knownChat(call);
  if (call.params.text('action') === '') throw badRequest('wrong parameter action in request');
  assertWritable(chat);
  return true;
}

function getFile({ bot, params }: Call): Record<string, unknown> {
  const id = params.text('file_id');
  if (id === '') throw badRequest('file_id not specified');
  const picture = bot.pictures.get(id);
  if (!picture) throw badRequest('invalid file_id');
  return {
    file_id: picture.id,
    file_unique_id: picture.uniqueId,
    file_size: picture.bytes.length,
    file_path: picture.path,
  };
}

/** Only the current photo, in the sizes that Telegram keeps of one. */
function getUserProfilePhotos({ world, bot, params }: Call): Record<string, unknown> {
  const person = world.people.get(params.integer('user_id', 0));
  if (!person) throw badRequest('user not found');
  const { portrait } = person;
  if (portrait === undefined) return { total_count: 0, photos: [] };
  const add = (size: number) => bot.pictures.add({ name: 'portrait.jpg', bytes: portraitOf(portrait, size) });
  return { total_count: 1, photos: [[160, 320, 640].map((size) => photoSize(add(size)))] };
}
