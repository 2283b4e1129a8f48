import type { AccountEvent, AccountService } from '../account/account.service';
import { Apps } from '../apps/apps';
import type { AppRepository } from '../apps/store/app.repository';
import { aConfig } from '../config/config.fixture';
import { aUser } from '../account/users/user.fixture';
import type { VerificationService } from '../verification/verification.service';
import { aVerification, seconds } from '../verification/verification.fixture';
import type { Verification } from '../verification/verification';
import { openOnSqlite } from '../../test/harness/sqlite.store';
import { WebhookRelay } from './relay';
import { SqliteWebhookRepository } from './store/webhook.repository.sqlite';

const now = seconds(10);

/** Stands in for the services that have pending events. */
class Pending {
  verifications: Verification[] = [];
  accounts: AccountEvent[] = [];
  /** The process dies before it removes an event. */
  isCrashing = false;

  listWithPendingEvents = async () => this.verifications;

  removePendingEvent = async (id: string, event: string) => {
    if (this.isCrashing) throw new Error('killed');
    this.verifications = this.verifications
      .map((one) => (one.id === id ? { ...one, untold: one.untold!.filter((each) => each !== event) } : one))
      .filter(({ untold }) => untold!.length > 0);
  };

  removeOfAccount = async (userId: string) => {
    if (this.isCrashing) throw new Error('killed');
    this.accounts = this.accounts.filter((event) => event.userId !== userId);
  };
}

describe('pending events', () => {
  let pending: Pending;
  let webhooks: SqliteWebhookRepository;
  let close: () => Promise<void>;
  let relay: WebhookRelay;

  beforeEach(async () => {
    ({ repository: webhooks, close } = await openOnSqlite(SqliteWebhookRepository)());
    pending = new Pending();
    const accounts = { listPendingEvents: async () => pending.accounts, removePendingEvent: pending.removeOfAccount };
    const config = aConfig({ WEBHOOK_URL: 'https://service.example/', WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}` });
    const apps = new Apps(config, {} as AppRepository);
    relay = new WebhookRelay(
      pending as unknown as VerificationService,
      accounts as unknown as AccountService,
      webhooks,
      apps,
      config,
    );
  });

  afterEach(() => close());

  const types = async () => (await webhooks.list({}, { limit: 100 })).map(({ type }) => type).toSorted();
  const note = (...untold: string[]) => {
    const { deliveryId } = aVerification();
    const verification = aVerification({ deliveryId, sentAt: seconds(1), endedAt: seconds(2), untold });
    pending.verifications.push(verification);
    return verification;
  };

  it('become a webhook each, and are pending no more', async () => {
    note('sent:a-delivery', 'verified');
    note('failed');
    pending.accounts = [{ event: 'deleted', userId: aUser().id, at: seconds(3) }];
    expect(await relay.relay(now)).toBe(false);
    expect(await types()).toEqual([
      'user.deleted',
      'verification.failed',
      'verification.sent',
      'verification.verified',
    ]);
    expect([pending.verifications, pending.accounts]).toEqual([[], []]);
  });

  it('becomes one webhook, though the process died before the event was removed, and though several do it', async () => {
    note('verified');
    const user = aUser();
    pending.accounts = [{ event: 'created', userId: user.id, at: seconds(3), user }];
    pending.isCrashing = true;
    await expect(relay.relay(now)).rejects.toThrow('killed');
    pending.isCrashing = false;
    await Promise.all([relay.relay(now), relay.relay(now)]);
    expect(await types()).toEqual(['user.created', 'verification.verified']);
  });

  it('is kept where the row could not be written', async () => {
    note('verified');
    jest.spyOn(webhooks, 'insert').mockRejectedValueOnce(new Error('the disk is full'));
    await expect(relay.relay(now)).rejects.toThrow('the disk is full');
    expect(pending.verifications).toHaveLength(1);
    await relay.relay(now);
    expect(await types()).toEqual(['verification.verified']);
  });

  it('are looked for again at once where there were many, and not because of unknown ones', async () => {
    for (let count = 0; count < 100; count++) note('verified');
    expect(await relay.relay(now)).toBe(true);
    for (let count = 0; count < 100; count++) note('admired');
    expect(await relay.relay(now)).toBe(false);
    expect(pending.verifications).toHaveLength(100);
  });
});
