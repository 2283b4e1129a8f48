import { idOf } from '../../verification/proof';
import { LoginService } from './login.service';
import { client, RegistrationRoom } from '../../../test/harness/registration.room';
import { StartLinks } from './start.links';

let room: RegistrationRoom;

beforeEach(async () => {
  room = await RegistrationRoom.open();
});

afterEach(() => room.close());

const login = () => room.get(LoginService).login({}, client);

describe('a person who comes back', () => {
  it('gets a link that they press to say who they are', async () => {
    const started = await login();
    const asked = await room.look({ id: idOf(started.verification_id) });
    expect(started).toMatchObject({ status: 'awaiting_telegram', telegram_link: room.get(StartLinks).of(asked) });
    expect(asked).toMatchObject({ purpose: 'login', chatId: undefined, origin: client.address });
    expect(asked.requester).toEqual({ browser: 'Firefox', system: 'Linux' });
  });

  it('waits a moment where their address has asked too often', async () => {
    for (let count = 0; count < 10; count++) await login();
    await expect(login()).rejects.toMatchObject({ code: 'rate_limited', details: { rateLimit: { policy: 'ip' } } });
  });
});
