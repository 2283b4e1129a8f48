import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountService } from '../account/account.service';
import { aUser } from '../account/users/user.fixture';
import { aConfig } from '../config/config.fixture';
import { openOnSqlite } from '../../test/harness/sqlite.store';
import { DeviceCookie } from '../session/devices/device.cookie';
import { RefreshCookie } from '../session/tokens/refresh.cookie';
import { SessionAnswer } from './session.answer';
import { SqliteSessionRepository } from '../session/store/session.repository.sqlite';
import { aSessionRoom } from '../../test/harness/session.room';
import { TokenController } from './token.controller';

const client = { address: '192.0.2.7', browser: 'Firefox', system: 'Linux' };
const request = { headers: {} } as FastifyRequest;

it('a person who was disabled at the moment of the sign-in cannot refresh that session (security 21)', async () => {
  const { repository, close } = await openOnSqlite(SqliteSessionRepository)();
  const config = aConfig();
  const { sessions, refreshing } = aSessionRoom(repository, config);
  const cookie = new RefreshCookie(config);
  const goOnAs = (user: ReturnType<typeof aUser>, token: string) => {
    const accounts = { get: async () => user } as Partial<AccountService> as AccountService;
    const controller = new TokenController(
      refreshing,
      accounts,
      new SessionAnswer(cookie, new DeviceCookie(config)),
      cookie,
    );
    return controller.refresh({ refresh_token: token }, request, client, {} as FastifyReply);
  };
  const { refreshToken } = await sessions.open({ userId: 'ann', door: 'otp', client }, new Date());
  const { refresh_token: next } = await goOnAs(aUser({ id: 'ann' }), refreshToken);
  await expect(goOnAs(aUser({ id: 'ann', disabledAt: new Date() }), next!)).rejects.toMatchObject({
    code: 'account_disabled',
  });
  await close();
});
