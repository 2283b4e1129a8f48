import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import type { Portrait } from '../../account/portraits/portrait.repository';
import { Portraits } from '../../account/portraits/portraits';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import { hashOf } from '../../ids';
import { PairwiseSubjects } from '../pairwise.subjects';
import { OidcRecords } from '../store/oidc.adapter';
import { OidcRecordRepository, type OfApp } from '../store/oidc.record.repository';

const MODEL = 'Picture';
const LIFE_MS = 365 * 86_400_000;

/**
 * The profile pictures that apps may show. Each app has its own URL for each person, which can be neither guessed nor
 * linked to that of another app, and leads nowhere once the app may no longer know the person.
 */
@Injectable()
export class Pictures {
  constructor(
    private readonly portraits: Portraits,
    private readonly accounts: AccountService,
    private readonly subjects: PairwiseSubjects,
    private readonly allowed: OidcRecords,
    private readonly records: OidcRecordRepository,
  ) {}

  /** The path of the picture for this app, always the same; undefined if Telegram shows none. */
  async pathFor(of: OfApp): Promise<string | undefined> {
    if (!(await this.portraits.findLatest(of.userId))?.jpeg) return undefined;
    const name = await this.subjects.ofPicture(of);
    await this.publish(name, of);
    return `/api/pictures/${name}`;
  }

  /** @throws AppError `not_found` also if the person has revoked the app's access */
  async find(name: string): Promise<Portrait> {
    const { userId, appId } = (await this.records.find(idOf(name))) ?? {};
    const user = userId === undefined ? undefined : await this.accounts.find(userId);
    if (!user || user.disabledAt || appId === undefined) throw new AppError('not_found');
    const scopes = await this.allowed.allowedBefore(user.id, appId);
    const portrait = scopes.split(' ').includes('profile') ? await this.portraits.find(user.id) : undefined;
    if (!portrait?.jpeg) throw new AppError('not_found');
    return portrait;
  }

  /** Its record ends with the app, the account, or the grant: it is erased with their other records. */
  private async publish(name: string, of: OfApp): Promise<void> {
    const known = await this.records.find(idOf(name));
    if (known && known.expiresAt > clock.in(LIFE_MS / 2)) return;
    await this.records.put({ ...of, id: idOf(name), model: MODEL, sealed: '', expiresAt: clock.in(LIFE_MS) });
  }
}

const idOf = (name: string): string => hashOf(`${MODEL}:${name}`);
