import type { Portrait } from './portrait.repository';

/** As the driver hands bytes over. */
export type KeptPortrait = Readonly<{ _id: string; fetchedAt: Date; jpeg?: Readonly<{ buffer: Uint8Array }> }>;

export const toPortrait = ({ _id, fetchedAt, jpeg }: KeptPortrait): Portrait => ({
  userId: _id,
  fetchedAt,
  jpeg: jpeg && Buffer.from(jpeg.buffer),
});
