import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { textOf } from './measured.text';
import {
  CHAT_ID,
  EMAIL,
  lengthOf,
  lineOf,
  MAX_EMAIL,
  MAX_LINE,
  PHONE,
  UNPRINTABLE,
  USERNAME,
  VISIBLE,
} from './patterns';

/** Pieces of requests that several calls share: each is validation, type and OpenAPI entry at once. */

const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
const BLANK =
  '\\s\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0';

/** A line in the API's document: expressions in many languages have no `\\p`, so invisible characters are listed. */
const LINE = { minLength: 1, maxLength: MAX_LINE, pattern: `^[^${CONTROL}]*[^${CONTROL}${BLANK}][^${CONTROL}]*$` };

/** A line of text that a person reads. */
const line = z
  .string()
  .overwrite(lineOf)
  .refine((text) => VISIBLE.test(text), 'must have something that can be seen')
  .refine((text) => lengthOf(text) <= MAX_LINE, `must have at most ${MAX_LINE} characters`)
  .refine((text) => !UNPRINTABLE.test(text), 'must not have control characters');

export const interactionId = z
  .string()
  .regex(/^[\w-]{21,64}$/)
  .meta({ description: "As the path of an interaction's page has it." });

/** The interaction of the app that a person signs in for. */
export const askingInteraction = interactionId.meta({
  description:
    'Where an app has sent the person here: its interaction. The message then names that app, and its bot writes; an interaction that is over is ignored.',
});

export const personName = line.meta({
  ...LINE,
  description: 'What to call the person.',
  example: 'Ann Example',
});

/** What a back end wants confirmed. */
export const reason = line.meta({
  ...LINE,
  description: 'What is to be confirmed, as the message shows it.',
  example: 'Pay 25 EUR to Example Books',
});

/** Stored as browsers send it: lower case, the domain in ASCII. */
export const email = z
  .string()
  .transform((text) => toAsciiDomain(text.replace(/^ +| +$/g, '')))
  .refine((text) => EMAIL.test(text), 'must be an e-mail address')
  .refine((text) => text.length <= MAX_EMAIL, `must have at most ${MAX_EMAIL} characters`)
  .transform((text) => text.toLowerCase())
  .meta({ pattern: EMAIL.source, maxLength: MAX_EMAIL, example: 'ann@example.org' });

/** `info@пример.рф` is `info@xn--e1afmkfd.xn--p1ai` (RFC 5891). */
function toAsciiDomain(text: string): string {
  const at = text.lastIndexOf('@') + 1;
  const domain = text.slice(at);
  // An ASCII domain is left as it is: the conversion would accept what an address must not have.
  return at > 0 && /[^\0-\x7f]/.test(domain) ? text.slice(0, at) + domainToASCII(domain) : text;
}

/** E.164: a plus, the country, the number. */
export const phone = z
  .string()
  .regex(PHONE, 'must be a phone number such as +4915112345678')
  .meta({ example: '+4915112345678' });

/** Telegram's ids have at most 52 significant bits: a JSON number holds them exactly. */
export const telegramChatId = z
  .int('must be a whole number')
  .positive('must be the id of a private chat, which is positive')
  .meta({ description: 'Numeric id of the private chat with the bot.', example: 123456789 });

/** The same, where clients may send the digits as a text. */
export const telegramChatIdOrDigits = z
  .unknown()
  .transform((given) => (typeof given === 'string' && CHAT_ID.test(given) ? Number(given) : given))
  .pipe(telegramChatId)
  .meta({
    anyOf: [
      { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      { type: 'string', pattern: '^[1-9][0-9]{0,14}$' },
    ],
    description: 'Numeric id of the private chat with the bot, as a number or as its digits.',
    example: 123456789,
  });

export const telegramUsername = z
  .string()
  .regex(USERNAME, 'must be a Telegram username')
  .transform((text) => text.replace(/^@/, ''))
  .meta({ example: '@ann_example' });

export const otpCode = z
  .string()
  .regex(/^[0-9]{6,10}$/, 'must be the digits of the code')
  .meta({ example: '123456' });

export const verificationId = textOf(1, 64).meta({ description: "The initiator's proof, as `register` answered it." });

export const userId = textOf(1, 64).meta({ description: "The account's id." });

export const deviceToken = textOf(1, 64).meta({ description: 'As the session answer of an API client had it.' });

export const linkToken = textOf(1, 128).meta({ description: 'What follows the # of a magic link.' });
