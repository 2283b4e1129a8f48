import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';

describe('the line with which a person presses Start', () => {
  it('leaves the chat with its code, after a crash too, and the message stays', async () => {
    const telegram = await Telegram.start();
    const app = await AppProcess.start(telegram.settings);
    const api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    const person = await telegram.addPerson('Ann');
    const linesOf = () => telegram.world.chat(telegram.world.primaryBot, person)!.messages;
    telegram.misbehave({ fault: 'server_error', method: 'deleteMessage' });
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    // A process that dies before it has stored the message's id leaves one that cannot be deleted, and sends another.
    await api.untilStatus(started.verification_id, 'sent');
    await app.crash();
    await app.boot();
    await until(() => linesOf().size === 1, 'the line to be gone');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
    await app.close();
    await telegram.stop();
  });
});
