import { optional, table, text, time } from '../../persistence/table';
import type { Portrait } from './portrait.repository';

export const portraitTable = table<Portrait>('portraits', {
  userId: text('user_id'),
  fetchedAt: time('fetched_at'),
  jpeg: optional<Buffer>({
    column: 'jpeg',
    encode: (jpeg) => jpeg,
    decode: (held: Uint8Array) => Buffer.from(held),
  }),
});
