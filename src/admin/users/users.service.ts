import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import type { User } from '../../account/users/user';
import { UserDirectory } from '../../account/users/user.directory';
import type { Actor } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import { pageOf } from '../../paging';
import type { Session } from '../../session/store/session.repository';
import { SessionService } from '../../session/session.service';
import { toAdministeredUser, type UsersDto, type UsersQuery } from './users.dto';

/** Accounts as administrators manage them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
  ) {}

  async list({ q: text, status: state, limit, cursor: before }: UsersQuery): Promise<UsersDto> {
    const found = await this.directory.list({ text, state }, { before, limit: limit + 1 });
    const { page, next } = pageOf(found, limit, ({ id }) => id);
    return { users: page.map(toAdministeredUser), next_cursor: next };
  }

  /** @throws AppError `not_found` */
  async read(id: string): Promise<User> {
    return known(await this.accounts.find(id));
  }

  /** Ends all sessions at once and refuses further sign-ins. @throws AppError `not_found` */
  async disable(id: string): Promise<User> {
    return known(await this.accounts.disable(id, clock.now()));
  }

  /** @throws AppError `not_found` */
  async enable(id: string): Promise<User> {
    return known(await this.accounts.enable(id, clock.now()));
  }

  /** @throws AppError `not_found` */
  async erase(id: string, admin: Actor): Promise<void> {
    known(await this.accounts.erase(id, clock.now(), `admin:${admin.id}`));
  }

  /** @throws AppError `not_found` */
  async listSessions(id: string): Promise<Session[]> {
    await this.read(id);
    return this.sessions.list(id);
  }

  /** @returns how many ended. @throws AppError `not_found` */
  async endSessions(id: string): Promise<number> {
    await this.read(id);
    return this.sessions.endAll(id, clock.wall());
  }
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new AppError('not_found');
  return found;
}
