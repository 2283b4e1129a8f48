import { Cluster, inParallel } from '../harness/cluster';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { WebhookReceiver } from '../harness/webhook.receiver';
import { aWebhookSecret } from '../harness/webhook.stage';

const PEOPLE = 15;

describe('another service that three instances tell what happens', () => {
  let receiver: WebhookReceiver;
  let cluster: Cluster;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    const settings = {
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: aWebhookSecret(),
      LIMIT_REQUESTS_PER_IP_MINUTE: '1000',
    };
    cluster = await Cluster.start({ instances: 3, settings });
  });

  afterEach(async () => {
    await cluster.close();
    await receiver.close();
  });

  it('is told everything once, whichever instance noticed it', async () => {
    const people = Array.from({ length: PEOPLE }, () => cluster.newPerson());
    const userIds = await inParallel(people, 5, async (person) => {
      const { verification_id: id } = await cluster.api.register(person);
      const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
      return (await cluster.api.verifyOtp(id, codeOf(message!)!)).body.user.id;
    });
    await until(() => receiver.received.length >= 3 * PEOPLE, 'three webhooks a person');
    const { webhooks } = await until(async () => {
      const [app] = cluster.instances;
      const { body } = await app!.get<{ webhooks: readonly { state: string }[] }>('/api/admin/webhooks?limit=100');
      return body.webhooks.every(({ state }) => state === 'sent') ? body : undefined;
    }, 'all to be settled');
    expect(webhooks).toHaveLength(3 * PEOPLE);
    expect(receiver.ids.toSorted()).toEqual([...new Set(receiver.ids)].toSorted());
    const told = receiver.of('user.created').map(({ event }) => event.data.user_id);
    expect(told.toSorted()).toEqual(userIds.toSorted());
  });
});
