import { integer, optional, table, text, time, words } from '../../persistence/table';
import type { AccountDeletion } from './account.deletion.repository';

/** Table and collection keep the name under which they were first released. */
export const accountDeletionTable = table<AccountDeletion>('closures', {
  id: text('id'),
  telegramId: optional(integer('telegram_id')),
  by: text('closed_by'),
  closedAt: time('closed_at'),
  isNoted: {
    column: 'noted',
    encode: (isNoted) => (isNoted ? 1 : 0),
    decode: (held: number) => held === 1 || undefined,
  },
  untold: optional(words('untold')),
});
