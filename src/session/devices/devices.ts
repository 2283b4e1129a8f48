import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import type { Client } from '../../http/request/client';
import { hashOf, randomId } from '../../ids';
import { DeviceRepository, type Device } from './device.repository';
import type { Session } from '../store/session.repository';

const DAY_MS = 86_400_000;
/** After so long without a sign-in, a device is a stranger's again. */
export const KNOWN_FOR_DAYS = 180;
/** In characters of base64url. */
const PROOF_LENGTH = 22;
/** The most devices of one account; a client that never shows its proof is a new one each time. */
const MOST = 20;

/** `proof`: that of a new device, which is told it once. */
type Recognised = Readonly<{ id: string; proof?: string }>;

/** Browsers and API clients that an account knows. The holder of a proof may ask for a message to that account's owner. */
@Injectable()
export class Devices {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly audit: Audit,
  ) {}

  /** @param ids hashes of the proofs shown. @returns the devices whose proofs are valid, most recently used first */
  async known(ids: readonly string[]): Promise<Device[]> {
    return ids.length === 0 ? [] : goodOf(await this.devices.findAll(ids));
  }

  /** The devices of one account, most recently used first. */
  async list(userId: string): Promise<Device[]> {
    return goodOf(await this.devices.list(userId, MOST));
  }

  /**
   * The device on which a person is signed in: the one of theirs whose proof is shown, or a new one.
   * @param seed a secret from which the new one's proof is derived: a repeated request gets the same proof
   */
  async recognise(userId: string, shown: readonly string[], seed?: string): Promise<Recognised> {
    const known = (await this.known(shown)).find((device) => device.userId === userId);
    if (known) return { id: known.id };
    const proof = seed === undefined ? randomId() : hashOf(`device\n${seed}`).slice(0, PROOF_LENGTH);
    return { id: hashOf(proof), proof };
  }

  /** A person was signed in on a device that was recognised. */
  async remember(id: string, { id: sessionId, userId, browser, system, createdAt }: Session): Promise<void> {
    const use = { sessionId, browser, system, usedAt: createdAt };
    if (await this.devices.use(id, use)) return;
    await this.devices.insert({ id, userId, createdAt, ...use });
    for (const { id: each } of (await this.devices.list(userId, 2 * MOST)).slice(MOST))
      await this.devices.erase(each, userId);
  }

  /**
   * The account `userId` forgets the devices whose proofs are shown.
   * @returns the ids of those devices
   */
  async forget(userId: string, shown: readonly string[]): Promise<string[]> {
    const ids = (await this.known(shown)).filter((device) => device.userId === userId).map(({ id }) => id);
    await Promise.all(ids.map((id) => this.devices.erase(id, userId)));
    return ids;
  }

  /** In the audit before it is done. @throws AppError `not_found` if the device is not one of theirs */
  async end(id: string, userId: string, client: Client): Promise<void> {
    const [device] = await this.devices.findAll([id]);
    if (device?.userId !== userId) throw new AppError('not_found');
    const who = { kind: 'user', id: userId } as const;
    await this.audit.note({ action: 'device.forgotten', actor: who, subject: who, client }, clock.now());
    if (!(await this.devices.erase(id, userId))) throw new AppError('not_found');
  }
}

function goodOf(devices: readonly Device[]): Device[] {
  const since = clock.wall().getTime() - KNOWN_FOR_DAYS * DAY_MS;
  return devices.filter(({ usedAt }) => usedAt.getTime() > since);
}
