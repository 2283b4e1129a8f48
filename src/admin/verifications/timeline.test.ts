import type { Delivery } from '../../delivery/delivery';
import { aDelivery, aMoment, aSentDelivery, seconds } from '../../delivery/delivery.fixture';
import { aSentVerification, aVerification, aWaitingVerification } from '../../verification/verification.fixture';
import type { Verification } from '../../verification/verification';
import { timelineOf } from './timeline';

const told = (verification: Verification, deliveries: readonly Delivery[], now = seconds(1_000)) =>
  timelineOf(verification, deliveries, now).map(({ at, event }) => [event, (at.getTime() - aMoment.getTime()) / 1000]);

describe('the timeline of a verification', () => {
  it('has every attempt, and the end, in the order in which they happened', () => {
    const row = aSentDelivery({
      state: 'deleted',
      deletedAt: seconds(64),
      steps: [
        { at: seconds(1), kind: 'send_again', error: '500', attempts: 1 },
        { at: seconds(2), kind: 'sent', attempts: 1 },
        { at: seconds(62), kind: 'delete_again', error: '429', attempts: 1 },
        { at: seconds(64), kind: 'deleted', attempts: 1 },
      ],
    });
    const used = aSentVerification({ status: 'verified', door: 'link', endedAt: seconds(9) });
    expect(told(used, [row])).toEqual([
      ...[
        ['requested', 0],
        ['queued', 0],
        ['send_failed', 1],
        ['sent', 2],
        ['verified', 9],
      ],
      ...[
        ['deletion_failed', 62],
        ['deleted', 64],
      ],
    ]);
  });

  it('tells what time has ended from the times that are known', () => {
    expect(told(aSentVerification(), [])).toContainEqual(['expired', 62]);
    expect(told(aWaitingVerification(), [])).toContainEqual(['expired', 600]);
    expect(told(aVerification(), [])).toContainEqual(['failed', 180]);
    expect(told(aSentVerification(), [], seconds(61))).toEqual([['requested', 0]]);
  });

  it('tells of a row without a story what its times tell', () => {
    const row = aSentDelivery({ state: 'deleted', deletedAt: seconds(63) });
    expect(told(aVerification({ status: 'locked' }), [row])).toEqual([
      ...[
        ['requested', 0],
        ['queued', 0],
        ['sent', 2],
        ['deleted', 63],
      ],
    ]);
  });

  it('tells a line that was only to be deleted from a message', () => {
    const line = aSentDelivery({ kind: 'removal', deadlineAt: aMoment, sentAt: aMoment });
    expect(told(aVerification(), [line, aDelivery()], seconds(1))).toEqual([
      ...[
        ['requested', 0],
        ['removal_queued', 0],
        ['queued', 0],
      ],
    ]);
  });
});
