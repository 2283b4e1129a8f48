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
 * The profile pictures that apps may show. Each app has an address of its own for each person, which can neither be guessed
 * nor compared with that of another app, and leads nowhere once the app has nothing of the person any more.
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

  /** Where the app finds the picture, if Telegram shows one; the same each time. */
  async pathFor(of: OfApp): Promise<string | undefined> {
    if (!(await this.portraits.findLatest(of.userId))?.jpeg) return undefined;
    const name = await this.subjects.ofPicture(of);
    await this.publish(name, of);
    return `/api/pictures/${name}`;
  }

  /** @throws AppError `not_found` also where its person has ended what the app may know */
  async find(name: string): Promise<Portrait> {
    const { userId, appId } = (await this.records.find(idOf(name))) ?? {};
    const user = userId === undefined ? undefined : await this.accounts.find(userId);
    if (!user || user.disabledAt || appId === undefined) throw new AppError('not_found');
    const scopes = await this.allowed.allowedBefore(user.id, appId);
    const portrait = scopes.split(' ').includes('profile') ? await this.portraits.find(user.id) : undefined;
    if (!portrait?.jpeg) throw new AppError('not_found');
    return portrait;
  }

  /** It ends with the app, the account, or what the one may know of the other: where their records are erased. */
  private async publish(name: string, of: OfApp): Promise<void> {
    const known = await this.records.find(idOf(name));
    if (known && known.expiresAt > clock.in(LIFE_MS / 2)) return;
    await this.records.put({ ...of, id: idOf(name), model: MODEL, sealed: '', expiresAt: clock.in(LIFE_MS) });
  }
}

const idOf = (name: string): string => hashOf(`${MODEL}:${name}`);
