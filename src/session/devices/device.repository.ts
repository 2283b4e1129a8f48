/** A browser or API client on which a person has signed in: it may ask the bot to write to them, and signs nobody in. */
export type Device = Readonly<{
  /** The hash of its proof. */
  id: string;
  /** Whose account it knows: a browser on which several people sign in holds a proof of each. */
  userId: string;
  /** What was opened here last, and is gone when that is ended from elsewhere. */
  sessionId: string;
  browser: string;
  system: string;
  createdAt: Date;
  /** When there was a sign-in here last. */
  usedAt: Date;
}>;

export type DeviceUse = Pick<Device, 'sessionId' | 'browser' | 'system' | 'usedAt'>;

export abstract class DeviceRepository {
  /** Repeating it changes nothing. */
  abstract insert(device: Device): Promise<void>;
  /** Those of these ids that there are, used last first. */
  abstract findAll(ids: readonly string[]): Promise<Device[]>;
  /** Those of one account, used last first: `limit` of them at most. */
  abstract list(userId: string, limit: number): Promise<Device[]>;
  /** @returns false if it is gone */
  abstract use(id: string, use: DeviceUse): Promise<boolean>;
  /** @returns false if it is another's, or gone */
  abstract erase(id: string, userId: string): Promise<boolean>;
  /** What this session was opened on last. */
  abstract eraseOf(sessionId: string): Promise<void>;
  /** @param exceptSessionId what it was opened on stays */
  abstract eraseAll(userId: string, exceptSessionId?: string): Promise<void>;
  /** @returns how many were erased of those last used before, `limit` at most */
  abstract eraseUnused(before: Date, limit: number): Promise<number>;
}
