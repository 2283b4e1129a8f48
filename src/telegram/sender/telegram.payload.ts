import type { ChatAddress } from '../address';
import type { Button, OutgoingMessage } from './message';

/** The Bot API's names for what a message holds; a test checks them against its published types. */
export function photoPayload(to: ChatAddress, message: OutgoingMessage, photo: Buffer) {
  return {
    chat_id: to.chatId,
    photo,
    caption: message.html,
    parse_mode: 'HTML' as const,
    protect_content: true,
    reply_markup: keyboard(message.buttons),
  };
}

export function textPayload(to: ChatAddress, message: OutgoingMessage) {
  return {
    chat_id: to.chatId,
    text: message.htmlAlone ?? message.html,
    parse_mode: 'HTML' as const,
    protect_content: true,
    link_preview_options: { is_disabled: true },
    reply_markup: keyboard(message.buttons),
  };
}

export const linePayload = (to: ChatAddress, { html, buttons }: OutgoingMessage, isQuiet?: boolean) => ({
  chat_id: to.chatId,
  text: html,
  parse_mode: 'HTML' as const,
  link_preview_options: { is_disabled: true },
  disable_notification: isQuiet,
  reply_markup: keyboard(buttons),
});

/** The picture is a separate part of the request, which `media` refers to. */
export function newPhotoPayload(to: ChatAddress, messageId: number, message: OutgoingMessage, photo: Buffer) {
  return {
    chat_id: to.chatId,
    message_id: messageId,
    media: { type: 'photo' as const, media: 'attach://photo', caption: message.html, parse_mode: 'HTML' as const },
    photo,
    reply_markup: keyboard(message.buttons),
  };
}

export function newCaptionPayload(to: ChatAddress, messageId: number, message: OutgoingMessage) {
  const caption = message.htmlAlone ?? message.html;
  const words = { caption, parse_mode: 'HTML' as const, reply_markup: keyboard(message.buttons) };
  return { chat_id: to.chatId, message_id: messageId, ...words };
}

export function newTextPayload(to: ChatAddress, messageId: number, message: OutgoingMessage) {
  const { protect_content: _, ...text } = textPayload(to, message);
  return { ...text, message_id: messageId };
}

/** Without `reply_markup`, an edit takes the buttons away. */
export function blankCaptionPayload(to: ChatAddress, messageId: number) {
  return { chat_id: to.chatId, message_id: messageId, caption: BLANK };
}

export function blankTextPayload(to: ChatAddress, messageId: number) {
  return { chat_id: to.chatId, message_id: messageId, text: BLANK };
}

/** A message that can no longer be deleted reads like this in every language. */
const BLANK = '⌛ expired';

function keyboard(rows: OutgoingMessage['buttons']) {
  const filled = rows.filter((row) => row.length > 0);
  return filled.length > 0 ? { inline_keyboard: filled.map((row) => row.map(inlineButton)) } : undefined;
}

function inlineButton(button: Button) {
  switch (button.kind) {
    case 'url':
      return { text: button.text, url: button.url };
    case 'copy':
      return { text: button.text, copy_text: { text: button.copy } };
    case 'callback':
      return { text: button.text, callback_data: button.data };
  }
}
