import { Apps } from '../apps/apps';
import type { AppRepository } from '../apps/store/app.repository';
import { aConfig } from '../config/config.fixture';
import { Metrics } from '../metrics/metrics';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import { VerificationService } from './verification.service';
import { Secrets } from './secrets';
import { LocalStatusFeed } from './status.feed';
import type { Verification } from './verification';
import { aSentVerification, aVerification, seconds } from './verification.fixture';
import { SqliteVerificationRepository } from './store/verification.repository.sqlite';

const WITH_WEBHOOK = { WEBHOOK_URL: 'https://hooks.example.org/in', WEBHOOK_SECRET: `whsec_${'a'.repeat(32)}` };

let close: () => Promise<void>;
let open: (variables: Parameters<typeof aConfig>[0]) => VerificationService;
let verifications: VerificationService;

beforeEach(() => {
  const opened = aSqliteDatabase();
  close = opened.close;
  const repository = new SqliteVerificationRepository(opened.database);
  open = (variables) => {
    const config = aConfig(variables);
    const secrets = new Secrets(config.magicLinkSecrets, config.otp.length);
    return new VerificationService(
      repository,
      secrets,
      new LocalStatusFeed(),
      new Metrics(),
      new Apps(config, {} as AppRepository),
      config,
    );
  };
  verifications = open(WITH_WEBHOOK);
});

afterEach(() => close());

const keep = async (verification: Verification): Promise<Verification> => {
  await verifications.store(verification);
  return verification;
};
const untoldOf = async ({ id }: Verification) => (await verifications.get(id)).untold;

describe('events for other services', () => {
  it.each<[string, (of: Verification) => Promise<unknown>, (of: Verification) => string[]]>([
    ['sent', (of) => verifications.markSent(of.id, of.deliveryId!, seconds(2)), (of) => [`sent:${of.deliveryId}`]],
    [
      'given up',
      (of) => verifications.fail(of.id, of.deliveryId!, 'bot_blocked', seconds(2)),
      (of) => [`failed:${of.deliveryId}`],
    ],
    ['locked', (of) => verifications.lock(of, 'wrong_codes', seconds(2)), () => ['failed']],
    [
      'used before its message is acknowledged',
      (of) => verifications.consume(of, { door: 'link' }, seconds(2)),
      (of) => [`sent:${of.deliveryId}`, 'verified'],
    ],
    [
      'denied before its message is acknowledged',
      (of) => verifications.deny(of, 'refused_in_telegram', seconds(2)),
      (of) => [`sent:${of.deliveryId}`, 'denied'],
    ],
  ])('are kept of what was %s', async (_, end, events) => {
    const verification = await keep(aVerification());
    await end(verification);
    expect(await untoldOf(verification)).toEqual(events(verification));
  });

  it('tell once that a message was sent', async () => {
    const [used, denied] = [await keep(aSentVerification()), await keep(aSentVerification())];
    await verifications.consume(used, { door: 'otp' }, seconds(9));
    await verifications.deny(denied, 'refused_in_telegram', seconds(9));
    expect([await untoldOf(used), await untoldOf(denied)]).toEqual([['verified'], ['denied']]);
  });

  it('are none where the initiator cancels', async () => {
    const verification = await keep(aVerification());
    await verifications.cancel(verification.id, seconds(2));
    expect(await verifications.listWithPendingEvents(9)).toEqual([]);
  });

  it('are listed until they were told', async () => {
    const verification = await keep(aSentVerification());
    await verifications.consume(verification, { door: 'otp' }, seconds(9));
    expect((await verifications.listWithPendingEvents(9)).map(({ id }) => id)).toEqual([verification.id]);
    await verifications.removePendingEvent(verification.id, 'verified');
    expect(await verifications.listWithPendingEvents(9)).toEqual([]);
  });

  it('are not kept where there is no service to tell', async () => {
    verifications = open({});
    const verification = await keep(aVerification());
    await verifications.consume(verification, { door: 'link' }, seconds(2));
    expect(await untoldOf(verification)).toBeUndefined();
  });
});
