import { AppProcess } from '../harness/app.process';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';

type Receipt = Readonly<{ id: string; success: boolean; message_id: number; delete_at: string }>;
type Row = Readonly<{ status: string; deleted_at: string }>;

describe('a test message', () => {
  let telegram: Telegram;
  let app: AppProcess;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({ ...telegram.settings, OTP_TTL_SECONDS: '2' });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  it('arrives, and is gone when its time is over, after a crash too, and not before', async () => {
    const person = 100_001;
    const { body } = await app.post<Receipt>('/api/admin/deliveries/test', { chat_id: person });
    await app.crash();
    expect(body.success).toBe(true);
    await app.boot();
    await until(async () => (await telegram.messages(person)).length === 0, 'the message to be gone');
    const row = await until(async () => {
      const found = (await app.get<Row>(`/api/admin/deliveries/${body.id}`)).body;
      return found.status === 'deleted' ? found : undefined;
    }, 'that to be written down');
    expect(Date.parse(row.deleted_at)).toBeGreaterThanOrEqual(Date.parse(body.delete_at));
  });
});
