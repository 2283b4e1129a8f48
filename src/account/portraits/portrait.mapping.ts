import type { Portrait } from './portrait.repository';

/** A picture as the driver hands it over, with its bytes wrapped. */
export type KeptPortrait = Readonly<{ _id: string; fetchedAt: Date; jpeg?: Readonly<{ buffer: Uint8Array }> }>;

export const toPortrait = ({ _id, fetchedAt, jpeg }: KeptPortrait): Portrait => ({
  userId: _id,
  fetchedAt,
  jpeg: jpeg && Buffer.from(jpeg.buffer),
});
