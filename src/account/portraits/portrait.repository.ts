/** A person's profile picture, as Telegram last showed it. */
export type Portrait = Readonly<{
  userId: string;
  fetchedAt: Date;
  /** Absent if they had none, or hid it. */
  jpeg?: Buffer;
}>;

export abstract class PortraitRepository {
  abstract find(userId: string): Promise<Portrait | undefined>;
  /** Replaces the previous one. */
  abstract keep(portrait: Portrait): Promise<void>;
  /** Erases at most `limit` fetched before `before`, oldest first. @returns how many */
  abstract eraseFetched(before: Date, limit: number): Promise<number>;
}
