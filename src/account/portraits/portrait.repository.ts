/** What Telegram showed last as a person's profile picture. */
export type Portrait = Readonly<{
  userId: string;
  fetchedAt: Date;
  /** Absent where they had none, or hid it. */
  jpeg?: Buffer;
}>;

export abstract class PortraitRepository {
  abstract find(userId: string): Promise<Portrait | undefined>;
  /** In the place of the one before. */
  abstract keep(portrait: Portrait): Promise<void>;
  /** At most `limit`, oldest first. @returns how many */
  abstract eraseFetched(before: Date, limit: number): Promise<number>;
}
