import { House } from '../harness/house';
import { Listener } from '../harness/listener';
import { Nginx } from '../harness/nginx';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

describe('behind an nginx with its defaults, live status', () => {
  let house: House;
  let nginx: Nginx;

  beforeAll(async () => {
    house = await House.open();
    nginx = await Nginx.before(house.app.url);
  });
  afterAll(async () => {
    await nginx.close();
    await house.close();
  });

  it('comes at once, each step of it, until the message is gone (networks 1)', async () => {
    const person = await house.telegram.addPerson('Ann');
    const { verification_id: id, telegram_link: link } = await house.api.register();
    const listener = await Listener.at(nginx.url, id);
    const told = (status: string) => until(() => listener.statuses.at(-1)?.status === status, `${status} to be told`);
    await told('awaiting_telegram');
    await until(() => listener.heartbeats === 1, 'the first heartbeat');
    await house.telegram.pressStart(person, link);
    await told('sent');
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    await house.api.verifyOtp(id, codeOf(message!)!);
    await told('verified');
    await until(() => listener.isOver, 'the stream to end');
    expect(listener.statuses.at(-1)?.delivery.deleted_at).not.toBeNull();
  });
});
