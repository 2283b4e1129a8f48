import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PortraitRepository } from '../../src/account/portraits/portrait.repository';
import { createApp } from '../../src/app';
import { aDraft } from '../../src/audit/audit.fixture';
import { AuditRepository } from '../../src/audit/store/audit.repository';
import { clock } from '../../src/clock';
import { aConfig } from '../../src/config/config.fixture';
import { aDelivery, aSentDelivery } from '../../src/delivery/delivery.fixture';
import { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import { timeOrderedId } from '../../src/ids';
import { aSentVerification } from '../../src/verification/verification.fixture';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { dropTestDatabase, testDatabaseUrl } from '../harness/store';
import { IdempotencyRepository } from '../../src/otp/idempotency/idempotency.repository';
import { aSession } from '../../src/session/session.fixture';
import { SessionRepository } from '../../src/session/store/session.repository';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const DAY_MS = 86_400_000;
/** More than are erased by one write. */
const MANY = 450;

describe('what has been over for a month', () => {
  const folder = aTemporaryFolder();
  const databaseUrl = testDatabaseUrl(folder.path);
  let app: NestFastifyApplication;

  const ago = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
  const port = <T>(token: abstract new (...args: never[]) => T): T => app.get(token as never, { strict: false });
  const scraped = async () => (await app.inject('/metrics')).body;
  const erased = async (kind: string) =>
    Number(new RegExp(`^retention_erased_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(await scraped())?.[1] ?? 0);

  /** A sign-in that ended so many days ago, and its message. */
  const signIn = async (days: number) => {
    const at = ago(days);
    const times = { createdAt: at, startExpiresAt: at, deadlineAt: at, expiresAt: at, resendAt: at, endedAt: at };
    const verification = aSentVerification({ ...times, id: timeOrderedId(at), status: 'verified', door: 'otp' });
    const over = { state: 'deleted', dueAt: undefined, requestedAt: at, deletedAt: at } as const;
    const delivery = aSentDelivery({ ...over, id: timeOrderedId(at), verificationId: verification.id });
    await Promise.all([port(VerificationRepository).insert(verification), port(DeliveryRepository).insert(delivery)]);
    return { verification, delivery };
  };
  const note = (days: number) => port(AuditRepository).append(aDraft({ at: ago(days) }));

  beforeAll(async () => {
    // The sandbox on its port is not open here: nothing waits to ask it again.
    const telegram = { PORT: String(await freePort()), TELEGRAM_MAX_RETRIES: '0' };
    const variables = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'error', ...telegram };
    app = await createApp(aConfig(variables));
  });

  afterAll(async () => {
    await app.close();
    await dropTestDatabase(databaseUrl);
    folder.remove();
  });

  it('is erased when the product starts, and nothing else', async () => {
    const old = await Promise.all(Array.from({ length: MANY }, () => signIn(31)));
    const young = await signIn(29);
    const stuck = aSentDelivery({ id: timeOrderedId(ago(40)), dueAt: new Date(clock.now().getTime() + DAY_MS) });
    const waiting = aDelivery({ id: timeOrderedId(ago(40)), dueAt: new Date(clock.now().getTime() + DAY_MS) });
    for (const row of [stuck, waiting]) await port(DeliveryRepository).insert(row);
    const request = { requestHash: 'a', verificationId: 'one' };
    await port(IdempotencyRepository).claim('old', request, ago(31));
    await port(IdempotencyRepository).claim('young', request, ago(29));
    const over = aSession({ expiresAt: ago(31) });
    const justOver = aSession({ expiresAt: ago(1) });
    for (const session of [over, justOver]) await port(SessionRepository).insert(session);
    const [jpeg, portraits] = [Buffer.from('ffd8ff', 'hex'), port(PortraitRepository)];
    await portraits.keep({ userId: 'gone-for-long', fetchedAt: ago(181), jpeg });
    await portraits.keep({ userId: 'back-last-summer', fetchedAt: ago(179), jpeg });
    for (const days of [400, 366, 364, 100]) await note(days);

    await app.init();
    await until(async () => (await erased('audit')) > 0, 'the last of it to be erased');
    expect(await erased('delivery')).toBe(MANY);
    expect(await erased('verification')).toBe(MANY);
    for (const { verification, delivery } of [old[0]!, old.at(-1)!]) {
      expect(await port(VerificationRepository).find(verification.id)).toBeUndefined();
      expect(await port(DeliveryRepository).find(delivery.id)).toBeUndefined();
    }
    expect(await port(VerificationRepository).find(young.verification.id)).toEqual(young.verification);
    for (const row of [young.delivery, stuck, waiting])
      expect(await port(DeliveryRepository).find(row.id)).toMatchObject({ id: row.id, state: row.state });
    const repeated = { requestHash: 'b', verificationId: 'two' };
    expect(await port(IdempotencyRepository).claim('old', repeated, clock.now())).toEqual(repeated);
    expect(await port(IdempotencyRepository).claim('young', repeated, clock.now())).toEqual(request);
    expect(await port(SessionRepository).find(over.id)).toBeUndefined();
    expect(await port(SessionRepository).find(justOver.id)).toBeDefined();
    expect(await portraits.find('gone-for-long')).toBeUndefined();
    expect(await portraits.find('back-last-summer')).toBeDefined();
    expect(await erased('audit')).toBe(2);
    const verified = await app.inject({ method: 'GET', url: '/api/admin/audit/verify' });
    expect(verified.json()).toMatchObject({ intact: true });
  });
});
