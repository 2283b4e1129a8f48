import { integer, table, text, time } from '../persistence/table';
import type { Window } from './limit.repository';

export const limitTable = table<Window>('limits', {
  key: text('key'),
  used: integer('used'),
  endsAt: time('ends_at'),
});
