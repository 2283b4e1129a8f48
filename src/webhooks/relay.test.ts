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

/** Stands in for the services that mark what is still to be told. */
class Marked {
  verifications: Verification[] = [];
  accounts: AccountEvent[] = [];
  /** The process dies before it removes a mark. */
  isCrashing = false;

  listUntold = async () => this.verifications;

  told = async (id: string, event: string) => {
    if (this.isCrashing) throw new Error('killed');
    this.verifications = this.verifications
      .map((each) => (each.id === id ? { ...each, untold: each.untold!.filter((mark) => mark !== event) } : each))
      .filter(({ untold }) => untold!.length > 0);
  };

  toldOfAccount = async (userId: string) => {
    if (this.isCrashing) throw new Error('killed');
    this.accounts = this.accounts.filter((event) => event.userId !== userId);
  };
}

describe('pending events', () => {
  let marked: Marked;
  let webhooks: SqliteWebhookRepository;
  let close: () => Promise<void>;
  let relay: WebhookRelay;

  beforeEach(async () => {
    ({ repository: webhooks, close } = await openOnSqlite(SqliteWebhookRepository)());
    marked = new Marked();
    const accounts = { listUntold: async () => marked.accounts, told: marked.toldOfAccount };
    const config = aConfig({ WEBHOOK_URL: 'https://service.example/', WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}` });
    const apps = new Apps(config, {} as AppRepository);
    relay = new WebhookRelay(
      marked as unknown as VerificationService,
      accounts as unknown as AccountService,
      webhooks,
      apps,
      config,
    );
  });

  afterEach(() => close());

  const types = async () => (await webhooks.list({}, { limit: 100 })).map(({ type }) => type).toSorted();
  const mark = (...untold: string[]) => {
    const { deliveryId } = aVerification();
    const verification = aVerification({ deliveryId, sentAt: seconds(1), endedAt: seconds(2), untold });
    marked.verifications.push(verification);
    return verification;
  };

  it('become a webhook each, and are pending no more', async () => {
    mark('sent:a-delivery', 'verified');
    mark('failed');
    marked.accounts = [{ event: 'deleted', userId: aUser().id, at: seconds(3) }];
    expect(await relay.relay(now)).toBe(false);
    expect(await types()).toEqual([
      'user.deleted',
      'verification.failed',
      'verification.sent',
      'verification.verified',
    ]);
    expect([marked.verifications, marked.accounts]).toEqual([[], []]);
  });

  it('becomes one webhook, though the process died before the mark was gone, and though several do it', async () => {
    mark('verified');
    const user = aUser();
    marked.accounts = [{ event: 'created', userId: user.id, at: seconds(3), user }];
    marked.isCrashing = true;
    await expect(relay.relay(now)).rejects.toThrow('killed');
    marked.isCrashing = false;
    await Promise.all([relay.relay(now), relay.relay(now)]);
    expect(await types()).toEqual(['user.created', 'verification.verified']);
  });

  it('is kept where the row could not be written', async () => {
    mark('verified');
    jest.spyOn(webhooks, 'insert').mockRejectedValueOnce(new Error('the disk is full'));
    await expect(relay.relay(now)).rejects.toThrow('the disk is full');
    expect(marked.verifications).toHaveLength(1);
    await relay.relay(now);
    expect(await types()).toEqual(['verification.verified']);
  });

  it('is asked for again at once where there was a lot, and not because of what nobody understands', async () => {
    for (let count = 0; count < 100; count++) mark('verified');
    expect(await relay.relay(now)).toBe(true);
    for (let count = 0; count < 100; count++) mark('admired');
    expect(await relay.relay(now)).toBe(false);
    expect(marked.verifications).toHaveLength(100);
  });
});
