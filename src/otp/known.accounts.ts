import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import type { Portrait } from '../account/portraits/portrait.repository';
import { Portraits } from '../account/portraits/portraits';
import type { User } from '../account/users/user';
import { hashOf } from '../ids';
import type { Device } from '../session/devices/device.repository';
import { Devices } from '../session/devices/devices';

/** An account, and the device that it knows. */
export type KnownAccount = Readonly<{ device: Device; user: User }>;

/** How a person names the account that they mean. */
export type Named = Readonly<{ userId?: string; email?: string; telegramUsername?: string; deviceToken?: string }>;

/**
 * The accounts that know a device. An account is found only by the proof of a device, so that no answer can reveal who
 * has one.
 */
@Injectable()
export class KnownAccounts {
  constructor(
    private readonly devices: Devices,
    private readonly accounts: AccountService,
    private readonly portraits: Portraits,
  ) {}

  /** Most recently used first. @param shown the hashes of a device's proofs */
  async list(shown: readonly string[] = []): Promise<KnownAccount[]> {
    const good = await this.devices.known(shown);
    const users = await Promise.all(good.map(({ userId }) => this.accounts.find(userId)));
    return good.flatMap((device, index) => {
      const user = users[index];
      return user && !user.disabledAt ? [{ device, user }] : [];
    });
  }

  /** Several accounts may know the device: the caller has to name one, at least by its own device token. */
  async find(named: Named, shown: readonly string[] = []): Promise<KnownAccount | undefined> {
    if (Object.values(named).every((name) => name === undefined)) return undefined;
    const own = named.deviceToken && hashOf(named.deviceToken);
    const all = await this.list(own ? [own, ...shown] : shown);
    return all.find(({ device, user }) => {
      if (named.userId !== undefined) return named.userId === user.id;
      if (named.email !== undefined) return named.email === user.email;
      if (named.telegramUsername === undefined) return device.id === own;
      return named.telegramUsername.toLowerCase() === user.telegramUsername?.toLowerCase();
    });
  }

  async picture(userId: string, shown?: readonly string[]): Promise<Portrait | undefined> {
    const isKnown = (await this.list(shown)).some(({ user }) => user.id === userId);
    return isKnown ? this.portraits.findLatest(userId) : undefined;
  }
}
