import { Apps } from '../apps/apps';
import type { AppRepository } from '../apps/store/app.repository';
import { aConfig } from '../config/config.fixture';
import { Metrics } from '../metrics/metrics';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import { timeOrderedId } from '../ids';
import { VerificationService } from './verification.service';
import { idOf } from './proof';
import { Secrets } from './secrets';
import { LocalStatusFeed } from './status.feed';
import { NO_CHAT, type Status, type Verification } from './verification';
import { aMoment, aSentVerification, aVerificationThatIs, aWaitingVerification, seconds } from './verification.fixture';
import { SqliteVerificationRepository } from './store/verification.repository.sqlite';

const config = aConfig({ OTP_MAX_ATTEMPTS: '5', OTP_TTL_SECONDS: '60' });
const WRONG = 'no code';

let close: () => Promise<void>;
let secrets: Secrets;
let verifications: VerificationService;
let told: string[];

beforeEach(() => {
  const opened = aSqliteDatabase();
  close = opened.close;
  told = [];
  secrets = new Secrets(config.magicLinkSecrets, config.otp.length);
  const feed = new LocalStatusFeed();
  jest.spyOn(feed, 'publish').mockImplementation((id) => told.push(id));
  verifications = new VerificationService(
    new SqliteVerificationRepository(opened.database),
    secrets,
    feed,
    new Metrics(),
    new Apps(config, {} as AppRepository),
    config,
  );
});

afterEach(() => close());

const keep = async (verification: Verification): Promise<Verification> => {
  await verifications.store(verification);
  return verification;
};
const codeOfError = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

const opening = {
  purpose: 'register' as const,
  origin: '203.0.113.7',
  applicant: { name: 'Ann', email: 'ann@example.org' },
  requester: { browser: 'Firefox', system: 'Linux' },
  botId: 4242,
};

describe('a draft', () => {
  it('with a chat is on its way, with a deadline', () => {
    const draft = verifications.draft({ ...opening, chatId: 1001 }, aMoment);
    expect(draft).toMatchObject({ status: 'sending', deadlineAt: seconds(180), resendAt: seconds(30), generation: 1 });
    expect(draft.deliveryId).toBeDefined();
  });

  it('without a chat waits for Start', () => {
    const draft = verifications.draft(opening, aMoment);
    expect(draft).toMatchObject({ status: 'awaiting_telegram', startExpiresAt: seconds(600), resendAt: seconds(30) });
    expect([draft.deliveryId, draft.deadlineAt, draft.chatId]).toEqual([undefined, undefined, undefined]);
  });

  it('is of an initiator who has shown who they are, unless it says otherwise', () => {
    expect(verifications.draft(opening, aMoment).isUnproven).toBe(false);
    expect(verifications.draft({ ...opening, isUnproven: true }, aMoment).isUnproven).toBe(true);
  });

  it('has ids that share nothing and that cannot be guessed', () => {
    const drafts = Array.from({ length: 100 }, () => verifications.draft({ ...opening, chatId: 1001 }, aMoment));
    const ids = drafts.flatMap(({ id, linkId, nonce, deliveryId }) => [id.slice(9), linkId, nonce, deliveryId]);
    expect(new Set(ids).size).toBe(400);
    expect(ids.filter((id) => Buffer.from(id!, 'base64url').length < 16)).toEqual([]);
  });
});

describe('a verification that was begun', () => {
  const proof = timeOrderedId(aMoment);
  const begin = (flow?: string) => keep(verifications.draft({ ...opening, id: idOf(proof), flow }, aMoment));
  const opensFor = (flow?: string) => codeOfError(verifications.getBegun({ proof, flow }));

  it('in a browser opens for that browser alone, which shows its cookie', async () => {
    const { id, flowHash } = await begin('its cookie');
    expect((await verifications.getBegun({ proof, flow: 'its cookie' })).id).toBe(id);
    expect(await Promise.all([opensFor('another'), opensFor(''), opensFor(), opensFor(flowHash)])).toEqual(
      Array(4).fill('verification_not_found'),
    );
  });

  it('elsewhere opens with its proof alone, and not with its stored id', async () => {
    const { id, flowHash } = await begin();
    expect(flowHash).toBeUndefined();
    expect([await opensFor(), await opensFor('a cookie')]).toEqual(['no error', 'no error']);
    expect(await codeOfError(verifications.getBegun({ proof: id }))).toBe('verification_not_found');
    expect(await codeOfError(verifications.getBegun({ proof: timeOrderedId(aMoment) }))).toBe('verification_not_found');
  });

  it('in a browser whose cookie was lost is bound to its next one, and nothing else is bound', async () => {
    await verifications.bind(await begin('lost'), 'next');
    expect([await opensFor('next'), await opensFor('lost')]).toEqual(['no error', 'verification_not_found']);
  });

  it('elsewhere is bound to no browser', async () => {
    await verifications.bind(await begin(), 'a cookie');
    expect(await opensFor()).toBe('no error');
  });

  it('is found by what it is called', async () => {
    const { id, linkId } = await begin();
    const found = [
      verifications.find(id),
      verifications.findByLinkId(linkId),
      verifications.findNamed(linkId),
      verifications.findNamed(proof),
    ];
    expect((await Promise.all(found)).map((verification) => verification?.id)).toEqual([id, id, id, id]);
    const none = [
      verifications.find(undefined),
      verifications.find('none'),
      verifications.findByLinkId('none'),
      verifications.findNamed('none'),
    ];
    expect(await Promise.all(none)).toEqual(Array(4).fill(undefined));
  });

  it('for a chat that was typed is proven by Start in it', async () => {
    const typed = await keep(verifications.draft({ ...opening, chatId: 1001, isUnproven: true }, aMoment));
    expect(await verifications.prove(typed)).toMatchObject({ isUnproven: false });
    expect((await verifications.get(typed.id)).isUnproven).toBe(false);
  });
});

describe('a sign-in, and what a back end asked for,', () => {
  const proof = timeOrderedId(aMoment);

  it('is found by what its initiator holds, and not by what the store has (S7)', async () => {
    const { id } = await keep(aSentVerification({ id: idOf(proof) }));
    expect(await verifications.getBegun({ proof })).toMatchObject({ id });
    for (const shown of [id, timeOrderedId(aMoment), 'unknown'])
      await expect(verifications.getBegun({ proof: shown })).rejects.toMatchObject({ code: 'verification_not_found' });
    await expect(verifications.getAsked(id, 'a-key')).rejects.toMatchObject({ code: 'verification_not_found' });
  });

  it('is found by the back end that asked for it alone', async () => {
    const { id } = await keep(aSentVerification({ purpose: 'service', askedBy: 'a-key' }));
    expect(await verifications.getAsked(id, 'a-key')).toMatchObject({ id });
    await expect(verifications.getAsked(id, 'another')).rejects.toMatchObject({ code: 'verification_not_found' });
    await expect(verifications.getBegun({ proof: id })).rejects.toMatchObject({ code: 'verification_not_found' });
  });
});

describe('codes', () => {
  it('are compared five times at most, of 50 wrong ones at once', async () => {
    const { id } = await keep(aSentVerification());
    const isCode = jest.spyOn(secrets, 'isCode');
    const checks = Array.from({ length: 50 }, () => verifications.checkCode(id, WRONG, seconds(9)));
    const results = await Promise.allSettled(checks);
    expect(isCode).toHaveBeenCalledTimes(5);
    const left = results.flatMap((result) => (result.status === 'fulfilled' ? result.value.attemptsLeft : []));
    expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'too_many_attempts' });
  });

  it('are counted before they are compared', async () => {
    const { id } = await keep(aSentVerification());
    jest.spyOn(secrets, 'isCode').mockImplementation(() => {
      throw new Error('power cut');
    });
    await expect(verifications.checkCode(id, WRONG, seconds(9))).rejects.toThrow('power cut');
    expect((await verifications.get(id)).attempts).toBe(1);
  });

  it('are refused after the fifth wrong one, the right one too', async () => {
    const verification = await keep(aSentVerification({ attempts: 5 }));
    expect(await codeOfError(verifications.checkCode(verification.id, secrets.code(verification), seconds(9)))).toBe(
      'too_many_attempts',
    );
  });

  it('are right at the last attempt', async () => {
    const verification = await keep(aSentVerification({ attempts: 4 }));
    const check = await verifications.checkCode(verification.id, secrets.code(verification), seconds(9));
    expect(check).toMatchObject({ isRight: true, attemptsLeft: 0 });
  });

  it('of another verification or of a generation before are wrong', async () => {
    const verification = await keep(aSentVerification({ generation: 2 }));
    const another = await keep(aSentVerification());
    const isRight = async (code: string) => (await verifications.checkCode(verification.id, code, seconds(9))).isRight;
    expect(await isRight(secrets.code(another))).toBe(false);
    expect(await isRight(secrets.code({ ...verification, generation: 1 }))).toBe(false);
    expect(await isRight(secrets.code(verification))).toBe(true);
  });

  it('that a resend overtook while they were compared are wrong', async () => {
    const verification = await keep(aSentVerification({ attempts: 2 }));
    await verifications.renew(verification, seconds(31));
    await expect(verifications.consume(verification, { door: 'otp' }, seconds(31))).rejects.toMatchObject({
      code: 'otp_invalid',
      details: { attemptsLeft: 3 },
    });
  });

  it('never have less than no attempt left, also where fewer are allowed by now', () => {
    expect(verifications.attemptsLeft(aSentVerification({ attempts: 9 }))).toBe(0);
  });

  it('are wrong, and not counted, before there is a message', async () => {
    const { id } = await keep(aWaitingVerification());
    await expect(verifications.checkCode(id, '123456', aMoment)).rejects.toMatchObject({
      code: 'otp_invalid',
      details: { attemptsLeft: 5 },
    });
    expect((await verifications.get(id)).attempts).toBe(0);
  });
});

describe('what is over', () => {
  const refusals: [Status, string, string][] = [
    ['verified', 'already_used', 'already_used'],
    ['locked', 'too_many_attempts', 'link_invalid'],
    ['failed', 'verification_expired', 'link_invalid'],
    ['cancelled', 'verification_expired', 'link_invalid'],
  ];

  it.each(refusals)('as %s refuses a code as %s and a link as %s', async (status, ofCode, ofLink) => {
    const verification = await keep(aVerificationThatIs(status));
    const { id } = verification;
    expect(await codeOfError(verifications.checkCode(id, secrets.code(verification), seconds(9)))).toBe(ofCode);
    expect(await codeOfError(verifications.checkLink(secrets.linkToken(verification), seconds(9)))).toBe(ofLink);
    expect(await codeOfError(verifications.consume(verification, { door: 'otp' }, seconds(9)))).toBe(ofCode);
    expect(told).toEqual([]);
  });

  it('by time refuses code and link as verification_expired', async () => {
    const verification = await keep(aSentVerification());
    const { id } = verification;
    const calls = [
      verifications.checkCode(id, secrets.code(verification), seconds(62)),
      verifications.checkLink(secrets.linkToken(verification), seconds(62)),
      verifications.consume(verification, { door: 'link' }, seconds(62)),
    ];
    expect(await Promise.all(calls.map(codeOfError))).toEqual(Array(3).fill('verification_expired'));
    expect((await verifications.get(id)).attempts).toBe(0);
  });

  it('because its person is forgotten takes no code, no link and no resend', async () => {
    const verification = await keep(aSentVerification({ chatId: NO_CHAT }));
    const calls = [
      verifications.checkCode(verification.id, secrets.code(verification), seconds(9)),
      verifications.checkLink(secrets.linkToken(verification), seconds(9)),
      verifications.renew(verification, seconds(31)),
    ];
    const answers = await Promise.all(calls.map(codeOfError));
    expect(answers).toEqual(['verification_expired', 'link_invalid', 'verification_expired']);
  });

  it('for too many attempts says when a new code may be asked for', async () => {
    const { id } = await keep(aSentVerification({ status: 'locked' }));
    const details = { retryAfterSeconds: 21 };
    await expect(verifications.checkCode(id, WRONG, seconds(9))).rejects.toMatchObject({
      code: 'too_many_attempts',
      details,
    });
  });

  it.each(['get', 'cancel'] as const)('or never was is verification_not_found to %s', async (call) => {
    expect(await codeOfError(verifications[call]('unknown', aMoment))).toBe('verification_not_found');
    expect(await codeOfError(verifications.checkCode('unknown', '123456', aMoment))).toBe('verification_not_found');
  });
});
