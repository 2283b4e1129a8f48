import { KillStage } from '../harness/kill.stage';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { WebhookReceiver, type Received } from '../harness/webhook.receiver';
import { aWebhookSecret, type List } from '../harness/webhook.stage';

declare const STORE: string;

/** Where nothing is half written it is the same on either store. */
const betweenThem = [
  'before WebhookRepository.insert verified',
  'after WebhookRepository.insert verified',
  'after VerificationRepository.removePendingEvent verified',
  'after WebhookRepository.settle verified',
];

type Rows = Readonly<{ deliveries: readonly object[] }>;

const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id']);

describe('an app that is killed while it has something to tell', () => {
  let stage: KillStage;
  let receiver: WebhookReceiver;
  let signIns = 0;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    stage = await KillStage.open({ WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: aWebhookSecret() });
  });

  afterAll(async () => {
    await stage.close();
    await receiver.close();
  });

  beforeEach(async () => {
    await stage.reset();
    receiver.received.length = 0;
  });

  const list = async (query: string): Promise<List> => (await stage.app.get<List>(`/api/admin/webhooks${query}`)).body;

  it.each([
    'during WebhookRepository.insert verified',
    'before VerificationRepository.removePendingEvent verified',
    'after WebhookRepository.claimDue verified',
    'before WebhookRepository.settle verified',
    ...(STORE === 'mongo' ? [] : betweenThem),
  ])('%s, tells it, and as one webhook', async (step) => {
    const { id, message } = await stage.registered();
    await receiver.until('verification.sent');
    await stage.killAt(step, () => stage.api.verifyOtp(id, codeOf(message)!));
    const verified = await receiver.until('verification.verified');
    expect(new Set(idsOf(verified)).size).toBe(1);
    await until(async () => (await list('?state=pending')).webhooks.length === 0, 'all to be told');
    // One for each sign-in of these stories so far, and no more.
    expect((await list('?type=verification.verified')).webhooks).toHaveLength(++signIns);
    // A receiver may be told twice only where it was told before the kill and nobody knew any more.
    const mayRepeat = step === 'before WebhookRepository.settle verified';
    expect(receiver.of('verification.verified')).toHaveLength(mayRepeat ? 2 : 1);
  });

  it.each([
    'after VerificationRepository.fail',
    ...(STORE === 'mongo' ? [] : ['after DeliveryRepository.settle failed']),
  ])('%s, tells that a message could not be delivered, and tries it no more', async (step) => {
    const applicant = stage.applicant();
    stage.telegram.misbehave({ fault: 'forbidden', chatId: applicant.person });
    const answer = await stage.killAt(step, () => stage.register(applicant));
    const { verification_id: id } = answer ?? (await stage.register(applicant));
    const [failed] = await receiver.until('verification.failed');
    expect(failed!.event.data).toMatchObject({ status: 'failed', error: 'bot_blocked' });
    const over = `/api/admin/deliveries?status=failed&chat_id=${applicant.person}`;
    await until(async () => (await stage.app.get<Rows>(over)).body.deliveries.length === 1, 'the row to be over');
    expect(await stage.api.status(id)).toMatchObject({ status: 'failed' });
    expect(receiver.of('verification.failed')).toHaveLength(1);
  });
});
