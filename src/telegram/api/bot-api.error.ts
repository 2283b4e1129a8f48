import type { Refusal } from '../sender/message.sender';

/** What is known about a failed call; it alone decides what may be done next. */
export type BotApiErrorKind =
  /** Telegram never saw it: the call may be repeated as it is. */
  | 'not_sent'
  /** It may have been carried out. */
  | 'unknown'
  /** Telegram read it and said no; a repeat would get the same answer. */
  | 'refused'
  | 'rate_limited'
  /** Wrong token or API root. */
  | 'misconfigured'
  /** Another poller or a webhook gets the updates. */
  | 'conflict';

export type BotApiErrorDetails = Readonly<{ code?: number; retryAfterSeconds?: number }>;

/** A failed Bot API call. Carries no payload, token or cause, so it may be logged and stored. */
export class BotApiError extends Error {
  readonly description: string;
  readonly code?: number;
  readonly retryAfterSeconds?: number;

  constructor(
    readonly kind: BotApiErrorKind,
    description: string,
    { code, retryAfterSeconds }: BotApiErrorDetails = {},
  ) {
    const safe = withoutPayload(description);
    super(code === undefined ? safe : `${code}: ${safe}`);
    this.name = 'BotApiError';
    this.description = safe;
    if (code !== undefined) this.code = code;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** We ran out of file descriptors: that says nothing about Telegram. */
export const isOutOfDescriptors = ({ description }: BotApiError): boolean => /^E[MN]FILE$/.test(description);

/** We closed the connection ourselves, because the product stops. */
export const isByStopping = ({ description }: BotApiError): boolean => description === 'client_closed';

const REFUSALS: readonly (readonly [pattern: RegExp, reason: Refusal])[] = [
  [/bot was blocked by the user|USER_IS_BLOCKED/i, 'bot_blocked'],
  [/user is deactivated|INPUT_USER_DEACTIVATED/i, 'user_deactivated'],
  [/can't initiate conversation|PEER_ID_INVALID/i, 'bot_not_started'],
  [/chat not found|send messages to the bot|upgraded to a supergroup/i, 'chat_not_found'],
];

/** Turns Telegram's sentence into a stable word. */
export function refusalOf(error: BotApiError): Refusal {
  return REFUSALS.find(([pattern]) => pattern.test(error.description))?.[1] ?? 'internal';
}

/** Telegram refused the picture and might take the words. */
export function isPictureRefused(error: BotApiError): boolean {
  return error.kind === 'refused' && /PHOTO_|IMAGE_|\bphotos?\b|\bfile\b|entity too large/i.test(error.description);
}

/** The message to delete or edit no longer exists; or the account of its reader is deactivated. */
export function isAlreadyGone(error: BotApiError): boolean {
  if (refusalOf(error) === 'user_deactivated') return true;
  return /message to (delete|edit) not found|MESSAGE_ID_INVALID/i.test(error.description);
}

/** The edit was made before: the message already looks like this. */
export function isUnmodified(error: BotApiError): boolean {
  return /message is not modified/i.test(error.description);
}

/** The message is text without a picture, so it has no caption to edit. */
export function isWithoutCaption(error: BotApiError): boolean {
  return /no caption in the message/i.test(error.description);
}

const MAX_DESCRIPTION = 160;

/** Telegram quotes what it refuses (a button's URL, part of the caption): cuts quotes, addresses, codes and keys. */
function withoutPayload(text: string): string {
  return text
    .replace(/"[^]*"/g, '"…"')
    .replace(/(?<!\w)'[^]*'/g, "'…'")
    .replace(/\S*:\/\/\S*/g, '…')
    .replace(/\bbot\d+:\S*/gi, '…')
    .replace(/\d+:[\w-]{8,}/g, '…')
    .replace(/\d{6,}/g, '…')
    .replace(/[\w-]{20,}/g, (word) => (/^[A-Z]+(_[A-Z0-9]+)+$/.test(word) ? word : '…'))
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, MAX_DESCRIPTION);
}
