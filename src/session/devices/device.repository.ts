/** A browser or API client on which a person has signed in: it may make the bot write to them, but signs no one in. */
export type Device = Readonly<{
  /** The hash of the device's proof. */
  id: string;
  /** The account that knows the device: a browser on which several people sign in holds a proof for each. */
  userId: string;
  /** The session opened here last; the device is erased when that is ended from elsewhere. */
  sessionId: string;
  browser: string;
  system: string;
  createdAt: Date;
  /** When a person last signed in here. */
  usedAt: Date;
}>;

export type DeviceUse = Pick<Device, 'sessionId' | 'browser' | 'system' | 'usedAt'>;

export abstract class DeviceRepository {
  /** Repeating it changes nothing. */
  abstract insert(device: Device): Promise<void>;
  /** Those of these devices that exist, most recently used first. */
  abstract findAll(ids: readonly string[]): Promise<Device[]>;
  /** The devices of one account, most recently used first: at most `limit`. */
  abstract list(userId: string, limit: number): Promise<Device[]>;
  /** @returns false if it is gone */
  abstract use(id: string, use: DeviceUse): Promise<boolean>;
  /** @returns false if it belongs to another account, or is gone */
  abstract erase(id: string, userId: string): Promise<boolean>;
  /** Erases the device whose last session this is. */
  abstract eraseOf(sessionId: string): Promise<void>;
  /** @param exceptSessionId the device on which it was opened stays */
  abstract eraseAll(userId: string, exceptSessionId?: string): Promise<void>;
  /** Erases at most `limit` devices last used before `before`. @returns how many */
  abstract eraseUnused(before: Date, limit: number): Promise<number>;
}
