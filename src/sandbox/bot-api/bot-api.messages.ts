import { assertWritable, knownChat, type Call } from './bot-api.call';
import { parseHtml, type Entity, type FormattedText } from './bot-api.html';
import { readKeyboard } from './bot-api.keyboard';
import { isRecord, Params, type Upload } from './bot-api.params';
import { badRequest } from './bot-api.refusal';
import type { Chat, Content, Message } from '../sandbox.chat';
import type { Picture } from '../sandbox.picture';

const MAX_CAPTION_CHARACTERS = 1024;
const MAX_TEXT_CHARACTERS = 4096;
const MAX_RAW_CHARACTERS = 65_536;
const MAX_IDS = 100;
const DELETABLE_MS = 48 * 3600 * 1000;
const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

type Wire = Record<string, unknown>;

export function sendMessage(call: Call): Wire {
  if (call.params.text('text') === '') throw badRequest('message text is empty');
  const words = formatted(call.params, 'text');
  return send(call, () => ({ ...checkedText(words) }));
}

export function sendPhoto(call: Call): Wire {
  if (!call.params.has('photo')) throw badRequest('there is no photo in the request');
  const words = formatted(call.params, 'caption');
  return send(call, () => ({ ...checkedCaption(words), picture: pictureOf(call, 'photo') }));
}

/** Checks syntax before looking at the chat, then the content, and last whether the person lets the bot write. */
function send(call: Call, content: () => Omit<Content, 'keyboard'>): Wire {
  const { world, bot, params } = call;
  const markup = params.json('reply_markup');
  const chat = knownChat(call);
  const whole = { ...content(), keyboard: readKeyboard(markup), isProtected: params.flag('protect_content') };
  assertWritable(chat);
  world.limits?.take(bot.id, chat.person.id);
  const message = chat.add(whole, true, world.now());
  world.changed();
  return bot.messageOf(chat, message);
}

export function editMessageText(call: Call): Wire {
  const words = formatted(call.params, 'text');
  return edit(call, ({ picture }) => {
    if (picture) throw badRequest('there is no text in the message to edit');
    if (call.params.text('text') === '') throw badRequest('message text is empty');
    return checkedText(words);
  });
}

export function editMessageCaption(call: Call): Wire {
  const words = formatted(call.params, 'caption');
  return edit(call, ({ picture }) => {
    if (!picture) throw badRequest('there is no caption in the message to edit');
    return checkedCaption(words);
  });
}

export function editMessageMedia(call: Call): Wire {
  const media = call.params.json('media');
  if (!isRecord(media) || typeof media['media'] !== 'string') throw badRequest('there is no media in the request');
  if (media['type'] !== 'photo') throw badRequest(`can't parse InputMedia: the sandbox knows photos only`);
  const words = formatted(new Params(media, { fields: {}, files: new Map() }), 'caption');
  return edit(call, () => ({ ...checkedCaption(words), picture: pictureOf(call, 'media', String(media['media'])) }));
}

export function editMessageReplyMarkup(call: Call): Wire {
  return edit(call, () => ({}));
}

/** Without a `reply_markup` the buttons are removed, as with Telegram. */
function edit(call: Call, change: (content: Content) => Partial<Content>): Wire {
  const { world, bot, params } = call;
  const markup = params.json('reply_markup');
  const chat = knownChat(call);
  const message = chat.messages.get(messageIdOf(params));
  if (!message) throw badRequest('message to edit not found');
  if (!message.isByBot) throw badRequest("message can't be edited");
  const content = { ...message.content, ...change(message.content), keyboard: readKeyboard(markup) };
  if (isSame(content, message.content)) throw badRequest(NOT_MODIFIED);
  world.limits?.take(bot.id, chat.person.id);
  message.content = content;
  message.editedAt = world.now();
  world.changed();
  return bot.messageOf(chat, message);
}

function isSame(one: Content, other: Content): boolean {
  const shown = ({ text, entities, picture, keyboard }: Content) =>
    JSON.stringify([text, entities, picture?.id, keyboard]);
  return shown(one) === shown(other);
}

export function deleteMessage(call: Call): true {
  const id = messageIdOf(call.params);
  const chat = knownChat(call);
  const message = chat.messages.get(id);
  if (!message) throw badRequest('message to delete not found');
  remove(call, chat, [message]);
  return true;
}

/** Skips messages that are already gone. */
export function deleteMessages(call: Call): true {
  const ids = call.params.json('message_ids');
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > MAX_IDS) throw badRequest('too many message identifiers specified');
  const chat = knownChat(call);
  const found = ids.flatMap((id) => chat.messages.get(Number(id)) ?? []);
  remove(call, chat, found);
  return true;
}

function remove({ world }: Call, chat: Chat, messages: readonly Message[]): void {
  const isOld = ({ sentAt }: Message) => world.now() - sentAt >= DELETABLE_MS;
  if (messages.some(isOld)) throw badRequest("message can't be deleted for everyone");
  for (const { id } of messages) chat.messages.delete(id);
  world.changed();
}

function messageIdOf(params: Params): number {
  const id = params.integer('message_id', 0);
  if (id <= 0) throw badRequest('message identifier is not specified');
  return id;
}

function formatted(params: Params, name: 'text' | 'caption'): FormattedText {
  const raw = params.text(name);
  if ([...raw].length > MAX_RAW_CHARACTERS) throw badRequest('text is too long');
  const mode = params.text('parse_mode').toLowerCase();
  if (mode === 'html') return parseHtml(raw);
  if (mode !== '') throw badRequest('unsupported parse_mode');
  const entities = params.json(name === 'text' ? 'entities' : 'caption_entities');
  return { text: raw.trim(), entities: Array.isArray(entities) ? entities.filter(isEntity) : [] };
}

const isEntity = (value: unknown): value is Entity =>
  isRecord(value) &&
  typeof value['type'] === 'string' &&
  typeof value['offset'] === 'number' &&
  typeof value['length'] === 'number';

/** Limits count characters (code points) of what is left after the markup is read. */
function checkedCaption(words: FormattedText): FormattedText {
  if ([...words.text].length > MAX_CAPTION_CHARACTERS) throw badRequest('message caption is too long');
  return words;
}

function checkedText(words: FormattedText): FormattedText {
  if (words.text === '') throw badRequest('text must be non-empty');
  if ([...words.text].length > MAX_TEXT_CHARACTERS) throw badRequest('message is too long');
  return words;
}

function pictureOf({ bot, params }: Call, name: string, value = params.text(name)): Picture {
  const upload: Upload | undefined = params.upload(name, value);
  if (upload) return bot.pictures.add(upload);
  if (/^https?:/i.test(value)) throw badRequest('failed to get HTTP URL content');
  const known = bot.pictures.get(value);
  if (!known) throw badRequest('wrong remote file identifier specified: Wrong string length');
  return known;
}
