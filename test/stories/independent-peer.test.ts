import TelegramServer from 'telegram-test-api';
import { routes } from 'telegram-test-api/lib/routes';
import { Api } from '../harness/api';
import { App } from '../harness/app';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const TOKEN = '666:AAindependent-peer_token-0123456789abcdef';
const PERSON = 4242;

type BotMessage = Readonly<{
  messageId: number;
  message: Readonly<{
    text?: string;
    reply_markup?: Readonly<{ inline_keyboard: Readonly<Record<string, string>>[][] }>;
  }>;
}>;

/** The peer knows no pictures; answered as Telegram answers a picture that it cannot read, the message comes as text. */
type Response = { status(code: number): { send(body: unknown): void } };

routes.unshift((server) => {
  server.post('/bot:token/sendPhoto', (_request: unknown, response: Response) => {
    response.status(400).send({ ok: false, error_code: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
  });
});

describe('against a Bot API that is not ours', () => {
  let peer: TelegramServer;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    peer = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 600 });
    await peer.start();
    app = await App.start({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: peer.config.apiURL });
    api = new Api(app);
    await app.untilBotWorks();
  });

  afterAll(async () => {
    await app.close();
    await peer.stop();
  });

  const client = () => peer.getClient(TOKEN, { userId: PERSON, chatId: PERSON });
  const history = () =>
    (peer.getUpdatesHistory(TOKEN) as unknown as BotMessage[]).filter(({ message }) => message?.reply_markup);
  const untilCode = (count: number) => until(() => history()[count - 1], `message ${count} with a code`);

  it('/start with a link brings the code, which opens, and the message is deleted', async () => {
    const started = await api.register();
    const code = new URL(started.telegram_link).searchParams.get('start')!;
    const person = client();
    await person.sendCommand(person.makeCommand(`/start ${code}`));
    const { message } = await untilCode(1);
    const otp = message.reply_markup!.inline_keyboard.flat().find((button) => 'copy_text' in button)!
      .copy_text as unknown as { text: string };
    const session = await api.verifyOtp(started.verification_id, otp.text);
    expect(session).toMatchObject({ status: 200, body: { user: { telegram_id: PERSON } } });
    await until(() => history().length === 0, 'the message to be deleted');
  });

  it('a pressed "This wasn\'t me" stops the sign-in', async () => {
    const { verification_id: id } = await api.register({ telegram_chat_id: PERSON });
    const { message } = await untilCode(1);
    const data = message.reply_markup!.inline_keyboard.flat().find((button) => 'callback_data' in button)!;
    const person = client();
    await person.sendCallback(person.makeCallbackQuery(data.callback_data!));
    await api.untilStatus(id, 'cancelled');
    await until(() => history().length === 0, 'the message to be deleted');
  });
});
