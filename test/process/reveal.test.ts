import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

describe('a message whose secrets come by an edit', () => {
  let telegram: Telegram;
  let app: AppProcess;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({ ...telegram.settings, TELEGRAM_SEND_MODE: 'reveal' });
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  it('killed in between, it goes on with the same message', async () => {
    const api = new Api(app);
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'silence', method: 'editMessageMedia', chatId: person, times: null });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await until(() => telegram.world.faults.list()[0]!.hits > 0, 'the second step');
    const [before] = await telegram.messages(person);
    await app.crash();
    telegram.world.faults.clear();
    await app.boot();
    await api.untilStatus(id, 'sent');
    const messages = await telegram.messages(person);
    expect(messages.map((message) => message.message_id)).toEqual([before!.message_id]);
    expect(await api.verifyOtp(id, codeOf(messages[0]!)!)).toMatchObject({ status: 200 });
  });
});
