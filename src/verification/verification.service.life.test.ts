import { Apps } from '../apps/apps';
import type { AppRepository } from '../apps/store/app.repository';
import { aConfig } from '../config/config.fixture';
import { Metrics } from '../metrics/metrics';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import { VerificationService } from './verification.service';
import { Secrets } from './secrets';
import { LocalStatusFeed } from './status.feed';
import type { Verification } from './verification';
import { aMoment, aSentVerification, aVerification, aWaitingVerification, seconds } from './verification.fixture';
import { SqliteVerificationRepository } from './store/verification.repository.sqlite';

const config = aConfig({ OTP_TTL_SECONDS: '60' });

let close: () => Promise<void>;
let secrets: Secrets;
let verifications: VerificationService;
let metrics: Metrics;
let told: string[];

beforeEach(() => {
  const opened = aSqliteDatabase();
  close = opened.close;
  told = [];
  metrics = new Metrics();
  secrets = new Secrets(config.magicLinkSecrets, config.otp.length);
  const feed = new LocalStatusFeed();
  jest.spyOn(feed, 'publish').mockImplementation((id) => told.push(id));
  verifications = new VerificationService(
    new SqliteVerificationRepository(opened.database),
    secrets,
    feed,
    metrics,
    new Apps(config, {} as AppRepository),
    config,
  );
});

afterEach(() => close());

const keep = async (verification: Verification): Promise<Verification> => {
  await verifications.store(verification);
  return verification;
};

describe('a link', () => {
  it('lives with its generation, and looking at it changes nothing', async () => {
    const verification = await keep(aSentVerification({ generation: 2 }));
    const look = (generation: number) =>
      verifications.checkLink(secrets.linkToken({ ...verification, generation }), seconds(9));
    for (let times = 0; times < 3; times++) expect(await look(2)).toEqual(verification);
    for (const dead of [1, 3]) await expect(look(dead)).rejects.toMatchObject({ code: 'link_invalid' });
    expect(told).toEqual([]);
  });

  it('works from the moment it may be in Telegram', async () => {
    const verification = await keep(aVerification());
    expect(await verifications.checkLink(secrets.linkToken(verification), seconds(1))).toEqual(verification);
  });

  it('of a back end’s verification is refused as a sign-in link', async () => {
    const asked = await keep(aSentVerification({ purpose: 'service', reason: 'Send 5 apples' }));
    await expect(verifications.checkLink(secrets.linkToken(asked), seconds(9))).rejects.toMatchObject({
      code: 'link_invalid',
    });
  });

  it('is invalid when it names a verification that is not there', async () => {
    const token = secrets.linkToken(aVerification());
    await expect(verifications.checkLink(token, aMoment)).rejects.toMatchObject({ code: 'link_invalid' });
    await expect(verifications.checkLink('garbage', aMoment)).rejects.toMatchObject({ code: 'link_invalid' });
  });

  it('that a resend overtook while it was pressed is as dead as one pressed later', async () => {
    const pressed = await keep(aSentVerification());
    await verifications.renew(pressed, seconds(31));
    await expect(verifications.consume(pressed, { door: 'link' }, seconds(31))).rejects.toMatchObject({
      code: 'link_invalid',
    });
  });
});

describe('a start code', () => {
  it('finds its verification, and nothing without the right MAC', async () => {
    const verification = await keep(aWaitingVerification());
    const forged = new Secrets(['another-key'], 6).startCode(verification.linkId);
    expect(await verifications.findByStartCode(secrets.startCode(verification.linkId))).toEqual(verification);
    expect(await verifications.findByStartCode(forged)).toBeUndefined();
    expect(await verifications.findByStartCode(verification.linkId)).toBeUndefined();
  });
});

describe('a resend', () => {
  it('kills the old code and link and makes new ones, with a message and a deadline of their own', async () => {
    const before = await keep(aSentVerification({ attempts: 2 }));
    const renewed = (await verifications.renew(before, seconds(31)))!;
    expect(renewed).toMatchObject({ status: 'sending', generation: 2, attempts: 2, deadlineAt: seconds(211) });
    expect(renewed).toMatchObject({ resendAt: seconds(61), expiresAt: undefined });
    expect(renewed.deliveryId).not.toBe(before.deliveryId);
    await expect(verifications.checkLink(secrets.linkToken(before), seconds(32))).rejects.toMatchObject({
      code: 'link_invalid',
    });
    expect((await verifications.checkCode(before.id, secrets.code(before), seconds(32))).isRight).toBe(false);
    expect((await verifications.checkCode(before.id, secrets.code(renewed), seconds(32))).isRight).toBe(true);
  });

  it('brings an expired or failed one back', async () => {
    const expired = await keep(aSentVerification());
    const failed = await keep(aVerification());
    expect(await verifications.renew(expired, seconds(1_000))).toMatchObject({
      status: 'sending',
      deadlineAt: seconds(1_180),
    });
    expect(await verifications.renew(failed, seconds(1_000))).toMatchObject({
      status: 'sending',
      deadlineAt: seconds(1_180),
    });
  });

  it('without a chat prolongs the start link, and keeps it', async () => {
    const before = await keep(aWaitingVerification());
    const renewed = await verifications.renew(before, seconds(650));
    expect(renewed).toMatchObject({
      status: 'awaiting_telegram',
      startExpiresAt: seconds(1_250),
    });
    expect(renewed?.generation).toBe(1);
  });
});

describe('the clock', () => {
  it("runs from Telegram's acknowledgement, and not from the request", async () => {
    const { id, deliveryId } = await keep(aVerification());
    await verifications.markSent(id, deliveryId!, seconds(170));
    expect(await verifications.get(id)).toMatchObject({
      status: 'sent',
      sentAt: seconds(170),
      expiresAt: seconds(230),
    });
    expect(verifications.endOfLife(seconds(170))).toEqual(seconds(230));
  });

  it('of Start gives the whole deadline to the message', async () => {
    const waiting = await keep(aWaitingVerification());
    expect(await verifications.address(waiting, { botId: 4242, chatId: 77 }, seconds(599))).toMatchObject({
      chatId: 77,
      deadlineAt: seconds(779),
    });
  });
});

describe('a message', () => {
  it('is in Telegram from its acknowledgement until another one follows, or its verification is over', async () => {
    const { id, deliveryId } = await keep(aVerification());
    expect(await verifications.isSent(id, deliveryId!)).toBe(false);
    await verifications.markSent(id, deliveryId!, seconds(2));
    expect(await verifications.isSent(id, deliveryId!)).toBe(true);
    expect(await verifications.isSent(id, 'another')).toBe(false);
    await verifications.cancel(id, seconds(3));
    expect(await verifications.isSent(id, deliveryId!)).toBe(false);
    expect(await verifications.isSent('unknown', deliveryId!)).toBe(false);
  });
});

describe('an approval elsewhere', () => {
  it('is collected once, within five minutes', async () => {
    const approved = async () => {
      const verification = await keep(aSentVerification());
      await verifications.consume(verification, { door: 'approval', userId: 'ann' }, seconds(9));
      return verification.id;
    };
    const [id, late] = [await approved(), await approved()];
    expect(await verifications.collect(id, { collectedBy: 'a-session' }, seconds(308))).toMatchObject({
      userId: 'ann',
      collectedBy: 'a-session',
    });
    expect(await verifications.collect(id, { collectedBy: 'another-session' }, seconds(308))).toBeUndefined();
    expect(await verifications.collect(late, { collectedBy: 'a-session' }, seconds(309))).toBeUndefined();
  });
});

describe('the feed of a verification', () => {
  it('tells of every change, and of nothing that did not change', async () => {
    const { id, deliveryId } = await keep(aVerification());
    const changes = [
      () => verifications.rotate({ id, deliveryId, generation: 1 } as Verification),
      () => verifications.markSent(id, deliveryId!, seconds(2)),
      () => verifications.checkCode(id, 'wrong', seconds(3)),
      () => verifications.lock({ id } as Verification, 'wrong_codes', seconds(3)),
    ];
    for (const change of changes) await change();
    expect(told).toEqual([id, id, id, id]);
    await verifications.lock({ id } as Verification, 'wrong_codes', seconds(3));
    await verifications.rotate({ id, deliveryId, generation: 2 } as Verification);
    await verifications.fail(id, deliveryId!, 'internal', seconds(4));
    expect(told).toHaveLength(4);
  });
});

describe('ends', () => {
  it('are counted by outcome and door, once each', async () => {
    const ends: [string, (of: Verification) => Promise<unknown>][] = [
      ['outcome="verified",door="link"', (of) => verifications.consume(of, { door: 'link' }, seconds(3))],
      ['outcome="locked",door=""', (of) => verifications.lock(of, 'wrong_codes', seconds(3))],
      ['outcome="cancelled",door=""', (of) => verifications.cancel(of.id, seconds(3))],
      ['outcome="denied",door=""', (of) => verifications.deny(of, 'refused_in_telegram', seconds(3))],
      ['outcome="failed",door=""', (of) => verifications.fail(of.id, of.deliveryId!, 'bot_blocked', seconds(3))],
    ];
    for (const [, end] of ends) {
      const verification = await keep(aVerification());
      await end(verification);
      await end(verification).catch(() => undefined);
    }
    const text = await metrics.registry.getSingleMetricAsString('verifications_total');
    for (const [labels] of ends) expect(text).toContain(`verifications_total{${labels}} 1`);
  });

  it('can be a cancellation while it waits, travels, lives, or after it failed', async () => {
    for (const make of [aWaitingVerification, aVerification, aSentVerification])
      expect(await verifications.cancel((await keep(make())).id, seconds(1_000))).toMatchObject({
        status: 'cancelled',
      });
  });
});
