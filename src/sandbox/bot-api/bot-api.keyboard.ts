import { isRecord } from './bot-api.params';
import { badRequest } from './bot-api.refusal';

/** A button under a message. */
export type Button =
  | Readonly<{ kind: 'url'; text: string; url: string }>
  | Readonly<{ kind: 'copy'; text: string; copy: string }>
  | Readonly<{ kind: 'callback'; text: string; data: string }>;
export type Keyboard = readonly (readonly Button[])[];

const MAX_CALLBACK_BYTES = 64;
const MAX_COPY_CHARACTERS = 256;
const MAX_MARKUP_CHARACTERS = 10_000;

/** The inline keyboard of `reply_markup`, checked as Telegram checks it; other keyboards are accepted but not shown. */
export function readKeyboard(markup: unknown): Keyboard {
  if (markup === undefined || markup === null) return [];
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  const rows = markup['inline_keyboard'];
  if (rows === undefined) return [];
  if (!Array.isArray(rows))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array');
  if (JSON.stringify(markup).length > MAX_MARKUP_CHARACTERS) throw badRequest('reply markup is too long');
  return rows.map(readRow).filter((row) => row.length > 0);
}

function readRow(row: unknown): readonly Button[] {
  if (!Array.isArray(row)) throw badRequest('field "inline_keyboard" must be an Array of Arrays');
  return row.map(readButton);
}

function readButton(button: unknown): Button {
  if (!isRecord(button)) throw unreadable('Expected an Object');
  const { text, url, callback_data: data, copy_text: copyText } = button;
  if (typeof text !== 'string') throw unreadable('Can\'t find field "text"');
  if (text.trim() === '') throw badRequest('text buttons are unallowed in the inline keyboard');
  if (typeof url === 'string') return { kind: 'url', text, url: checkedUrl(url) };
  if (typeof data === 'string') return { kind: 'callback', text, data: checkedData(data) };
  if (isRecord(copyText)) return { kind: 'copy', text, copy: checkedCopy(copyText['text']) };
  throw unreadable('Text buttons are unallowed in the inline keyboard');
}

const unreadable = (reason: string) => badRequest(`can't parse inline keyboard button: ${reason}`);

/** A host needs a dot (or is IPv6), so `localhost` is refused; `http:` is allowed. */
function checkedUrl(given: string): string {
  const refused = (reason: string) => badRequest(`inline keyboard button URL '${given}' is invalid: ${reason}`);
  const text = /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(text)) throw refused('Wrong HTTP URL');
  const url = new URL(text);
  if (['tg:', 'ton:', 'tonsite:'].includes(url.protocol)) return given;
  if (!['http:', 'https:'].includes(url.protocol)) throw refused('Unsupported URL protocol');
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) throw refused('Wrong HTTP URL');
  return given;
}

function checkedData(data: string): string {
  const bytes = Buffer.byteLength(data);
  if (bytes === 0 || bytes > MAX_CALLBACK_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  return data;
}

function checkedCopy(copy: unknown): string {
  if (typeof copy !== 'string') throw unreadable('Can\'t find field "text"');
  const characters = [...copy].length;
  if (characters === 0) throw badRequest('copied text must be non-empty');
  if (characters > MAX_COPY_CHARACTERS) throw badRequest('copied text is too long');
  return copy;
}

/** The keyboard as messages carry it. */
export function toReplyMarkup(keyboard: Keyboard): Record<string, unknown> {
  const toWire = (button: Button) => {
    switch (button.kind) {
      case 'url':
        return { text: button.text, url: button.url };
      case 'copy':
        return { text: button.text, copy_text: { text: button.copy } };
      case 'callback':
        return { text: button.text, callback_data: button.data };
      default:
        return button satisfies never;
    }
  };
  return { inline_keyboard: keyboard.map((row) => row.map(toWire)) };
}
