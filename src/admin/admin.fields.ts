import { z } from 'zod';
import { telegramChatId, verificationId } from '../http/fields';
import { textOf } from '../http/measured.text';

const MOST_AT_ONCE = 100;
const USUALLY_AT_ONCE = 50;

/** An id as `timeOrderedId` makes it. */
const ID = /^[0-9a-z]{9}[\w-]{22}$/;

/** A number as a query or a path has it: its digits and nothing else. */
const digits = (message: string) =>
  z
    .string(message)
    .regex(/^\d{1,16}$/, message)
    .transform(Number);

export const chatIdInQuery = digits('must be a whole number')
  .pipe(telegramChatId)
  .meta({ description: 'Numeric id of a private chat.', example: '123456789' });

export const limit = digits('must be a whole number')
  .pipe(z.int().min(1, 'must be at least 1').max(MOST_AT_ONCE, `must be at most ${MOST_AT_ONCE}`))
  .default(USUALLY_AT_ONCE)
  .meta({ description: `How many at once: 1 to ${MOST_AT_ONCE}.`, example: '50' });

export const botId = digits("must be a bot's numeric id").meta({
  description: "The bot's numeric id: what stands before the colon in its token.",
  example: '987654321',
});

/** Says where a page ended, in a form of ours that nobody should read. */
export const cursor = z
  .string()
  .max(64, 'must be the cursor of an earlier answer')
  .transform((text) => Buffer.from(text, 'base64url').toString('latin1'))
  .refine((id) => ID.test(id), 'must be the cursor of an earlier answer')
  .meta({ description: '`next_cursor` of the page before.' });

export const toCursor = (id: string): string => Buffer.from(id, 'latin1').toString('base64url');

const AN_ID = 'AZq0vWn3Qm2vFhV0bTn6Jg';

/** As operators and the audit name a verification: it opens nothing, for a link has a MAC besides. */
export const linkId = z.string().meta({ description: 'Its link id, as the audit names it.', example: AN_ID });

export const verificationName = verificationId.meta({
  description: 'Its link id, as lists, webhooks and the audit name it; or what the service that asked calls it.',
  example: AN_ID,
});

export const deliveryId = textOf(1, 64).meta({ description: 'As the list of deliveries has it.' });
