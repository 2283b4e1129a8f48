import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import type { Client } from '../../http/request/client';
import { hashOf, randomId } from '../../ids';
import { DeviceRepository, type Device } from './device.repository';
import type { Session } from '../store/session.repository';

const DAY_MS = 86_400_000;
/** As long without a sign-in, a device is a stranger's again. */
export const KNOWN_FOR_DAYS = 180;
/** In characters of base64url. */
const PROOF_LENGTH = 22;
/** Of one account; a client that never shows its proof is a new one each time. */
const MOST = 20;

/** `proof`: that of a new one, which is told once. */
type Recognised = Readonly<{ id: string; proof?: string }>;

/** Browsers and API clients that an account knows. The holder of a proof may ask for a message to that account's owner. */
@Injectable()
export class Devices {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly audit: Audit,
  ) {}

  /** @param ids hashes of the proofs that are shown. @returns those that are good, used last first */
  async known(ids: readonly string[]): Promise<Device[]> {
    return ids.length === 0 ? [] : goodOf(await this.devices.findAll(ids));
  }

  /** Those of one account, used last first. */
  async list(userId: string): Promise<Device[]> {
    return goodOf(await this.devices.list(userId, MOST));
  }

  /**
   * On what a person is signed in: the device of theirs whose proof is shown goes on, or there is a new one.
   * @param seed a secret that the new one's proof is made of: the same once more where a request is repeated
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
   * Where this is shown, `userId` is not known any more.
   * @returns what of it is good for nothing from now on
   */
  async forget(userId: string, shown: readonly string[]): Promise<string[]> {
    const ids = (await this.known(shown)).filter((device) => device.userId === userId).map(({ id }) => id);
    await Promise.all(ids.map((id) => this.devices.erase(id, userId)));
    return ids;
  }

  /** In the audit before it is done. @throws AppError `not_found` for what is none of theirs */
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
