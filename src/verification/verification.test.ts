import {
  asAddressed,
  endReasonAt,
  endsAt,
  failureAt,
  isAddressed,
  isFinal,
  isRefused,
  isUsed,
  moves,
  NO_CHAT,
  statusAt,
  statusesBefore,
  type Status,
} from './verification';
import {
  aSentVerification,
  aVerification,
  aVerificationThatIs,
  aWaitingVerification,
  seconds,
} from './verification.fixture';

const statuses = Object.keys(moves) as Status[];

/** From the contract: one row per status, with the statuses that may follow. */
const legal: Record<Status, Status[]> = {
  awaiting_telegram: ['awaiting_telegram', 'sending', 'cancelled', 'expired'],
  sending: ['sending', 'sent', 'verified', 'failed', 'cancelled', 'locked'],
  sent: ['sending', 'verified', 'cancelled', 'locked', 'expired'],
  failed: ['sending', 'cancelled'],
  expired: ['awaiting_telegram', 'sending', 'cancelled'],
  verified: [],
  cancelled: [],
  locked: [],
};

describe('the moves of a verification', () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    expect(moves[from].includes(to)).toBe(legal[from].includes(to));
    expect(statusesBefore(to).includes(from)).toBe(from !== 'expired' && legal[from].includes(to));
  });

  it('never open a door twice, and never open one that was closed', () => {
    expect(statusesBefore('verified')).toEqual(['sending', 'sent']);
    for (const over of ['verified', 'cancelled', 'locked'] as const) expect(moves[over]).toEqual([]);
  });

  it('end live updates where nothing follows by itself', () => {
    expect(statuses.filter((status) => !isFinal(status))).toEqual(['awaiting_telegram', 'sending', 'sent']);
  });
});

describe('the status, over time', () => {
  it.each([
    ['a start link', aWaitingVerification(), 'awaiting_telegram', 600, 'expired'],
    ['a message on its way', aVerification(), 'sending', 180, 'failed'],
    ['a code', aSentVerification(), 'sent', 62, 'expired'],
  ] as const)('of %s ends at its millisecond', (_, verification, alive, end, over) => {
    expect(endsAt(verification)).toEqual(seconds(end));
    expect(statusAt(verification, seconds(0))).toBe(alive);
    expect(statusAt(verification, seconds(end - 0.001))).toBe(alive);
    expect(statusAt(verification, seconds(end))).toBe(over);
    expect(statusAt(verification, seconds(1_000_000))).toBe(over);
  });

  it.each(['verified', 'failed', 'expired', 'cancelled', 'locked'] as const)('of what is %s stays', (status) => {
    expect(statusAt(aVerificationThatIs(status), seconds(1_000_000))).toBe(status);
  });

  it('of one that was cancelled before it had a chat stays', () => {
    const cancelled = aWaitingVerification({ status: 'cancelled' });
    expect(endsAt(cancelled)).toBeUndefined();
    expect(statusAt(cancelled, seconds(1_000_000))).toBe('cancelled');
  });
});

describe('why it failed', () => {
  it('is what Telegram said, or that it said nothing in time', () => {
    expect(failureAt(aVerificationThatIs('failed'), seconds(1))).toBe('bot_blocked');
    expect(failureAt(aVerification(), seconds(180))).toBe('telegram_timeout');
  });

  it('is nothing before it failed', () => {
    expect(failureAt(aVerification(), seconds(179))).toBeUndefined();
    expect(failureAt(aSentVerification(), seconds(1_000))).toBeUndefined();
  });
});

describe('why it is over', () => {
  it('is what was done to it, and else that its time was up', () => {
    expect(endReasonAt(aWaitingVerification(), seconds(599))).toBeUndefined();
    expect(endReasonAt(aWaitingVerification(), seconds(600))).toBe('start_not_pressed');
    expect(endReasonAt(aSentVerification(), seconds(61))).toBeUndefined();
    expect(endReasonAt(aSentVerification(), seconds(62))).toBe('code_expired');
    const locked = { ...aVerificationThatIs('locked'), endReason: 'wrong_symbol' as const };
    expect(endReasonAt(locked, seconds(1_000_000))).toBe('wrong_symbol');
  });

  it('is a refusal where the person said that they had not asked', () => {
    expect([isRefused({ endReason: 'refused_in_telegram' }), isRefused({ endReason: 'refused_by_link' })]).toEqual([
      true,
      true,
    ]);
    expect([isRefused({ endReason: 'cancelled_here' }), isRefused({})]).toEqual([false, false]);
  });
});

describe('what is known of a verification', () => {
  it.each(['chatId', 'deliveryId', 'deadlineAt'])('is no message where there is no %s', (missing) => {
    const verification = { ...aVerification(), [missing]: undefined };
    expect(isAddressed(verification)).toBe(false);
    expect(() => asAddressed(verification)).toThrow('a message needs a chat, a row and a deadline');
  });

  it('is a message to a chat, until its person is forgotten', () => {
    const verification = aVerification();
    expect(isAddressed(verification)).toBe(true);
    expect(asAddressed(verification)).toBe(verification);
    expect(isAddressed(aVerification({ chatId: NO_CHAT }))).toBe(false);
  });

  it('is the account that came in, and the door: both or neither', () => {
    const used = { ...aVerificationThatIs('verified'), userId: 'a person', door: 'otp' as const };
    expect(isUsed(used)).toBe(true);
    expect(isUsed({ ...used, userId: undefined })).toBe(false);
    expect(isUsed({ ...used, door: undefined })).toBe(false);
  });
});
