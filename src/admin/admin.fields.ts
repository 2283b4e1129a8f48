import { z } from 'zod';
import { telegramChatId, verificationId } from '../fields/fields';
import { textOf } from '../fields/measured.text';

const MOST_AT_ONCE = 100;
const USUALLY_AT_ONCE = 50;

/** A number in a query string: digits and nothing else. */
const digits = (message = 'must be a whole number') =>
  z
    .string(message)
    .refine((text) => /^\d{1,16}$/.test(text), message)
    .transform(Number);

/** A whole number from 1 to `most`. OpenAPI cannot say that of a string of digits, so `meta` documents an integer. */
export const wholeNumber = (most: number, usual: number) =>
  digits()
    .pipe(z.int().min(1, 'must be at least 1').max(most, `must be at most ${most}`))
    .default(usual)
    .meta({ type: 'integer', minimum: 1, maximum: most, default: usual });

export const chatIdInQuery = digits().pipe(telegramChatId).meta({
  type: 'integer',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Numeric id of a private chat.',
  example: 123456789,
});

export const limit = wholeNumber(MOST_AT_ONCE, USUALLY_AT_ONCE).describe('How many at once.');

export const botId = digits("must be a bot's numeric id").meta({
  pattern: '^[0-9]{1,16}$',
  description: "The bot's numeric id: what stands before the colon in its token.",
  example: '987654321',
});

export const botInQuery = digits("must be a bot's numeric id")
  .pipe(z.int('must be the id of a bot').positive('must be the id of a bot'))
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: "The bot's numeric id.",
    example: 987654321,
  });

export const sort = z
  .enum(['newest', 'oldest'], 'must be newest or oldest')
  .default('newest')
  .meta({ description: 'What comes first.' });

/** The app that a verification is for. */
export const namedApp = z
  .object({ id: z.string(), name: z.string().describe('Its id where it is there no more, or disabled.') })
  .meta({
    description: 'What the person signs in to; `default` where no app has sent them here.',
    example: { id: 'shop', name: 'Corner Shop' },
  });
export type NamedApp = z.output<typeof namedApp>;

/** A page cursor: the id by which operators know the last item, such as a link id. */
export const cursorOf = (thing: string) =>
  z
    .string()
    .regex(/^[\w-]{22}$/, 'must be the cursor of an earlier answer')
    .meta({ description: `\`next_cursor\` of the page before: its last ${thing}.` });

/** A page cursor: the id of the last item. */
export const cursor = z
  .string()
  .regex(/^[0-9a-z]{9}[0-9A-Za-z_-]{22}$/, 'must be the cursor of an earlier answer')
  .meta({ description: '`next_cursor` of the page before.' });

const AN_ID = 'AZq0vWn3Qm2vFhV0bTn6Jg';

/** A verification's name for operators and the audit. It grants no access: a link also carries a MAC. */
export const linkId = z.string().meta({ description: 'Its link id, as the audit names it.', example: AN_ID });

export const verificationName = verificationId.meta({
  description: 'Its link id, as lists, webhooks and the audit name it; or what the service that asked calls it.',
  example: AN_ID,
});

export const deliveryId = textOf(1, 64).meta({ description: 'As the list of deliveries has it.' });
