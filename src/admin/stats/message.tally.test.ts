import { newRemoval, newTest, SUPERSEDED, type Delivery } from '../../delivery/delivery';
import { aDelivery, aMoment, aSentDelivery, seconds } from '../../delivery/delivery.fixture';
import { MessageTally } from './message.tally';

const tallyOf = (now: Date, ...rows: readonly Delivery[]) => {
  const tally = new MessageTally(now);
  for (const row of rows) tally.add(row);
  return tally.summary;
};

describe('a count of messages', () => {
  it('tells what Telegram took, how long that took, and what was given up', () => {
    const gone = aSentDelivery({ state: 'deleted', deletedAt: seconds(30) });
    const givenUp = aDelivery({ state: 'failed', error: '403: bot was blocked by the user' });
    expect(tallyOf(seconds(40), aSentDelivery(), gone, givenUp, aDelivery())).toMatchObject({
      ...{ delivered: 2, failed: 1, overstayed: 0 },
      delivery: { count: 2, p50: expect.closeTo(2, 1) },
    });
  });

  it('has nothing in it that was no message to a person', () => {
    const test = newTest({ id: 'a', botId: 4242, chatId: 1001, deadlineAt: seconds(10) }, aMoment);
    const sentTest = aSentDelivery({ ...test, state: 'sent' });
    const unwanted = aDelivery({ state: 'failed', error: SUPERSEDED.error });
    const line = newRemoval(aDelivery(), 7, aMoment);
    expect(tallyOf(seconds(5), sentTest, unwanted, line)).toMatchObject({ delivered: 0, failed: 0 });
  });

  it.each([
    ['went in time', { state: 'deleted', deletedAt: seconds(63) }, 0],
    ['went late', { state: 'deleted', deletedAt: seconds(65) }, 1],
    ['should be gone, and is still there', {}, 1],
    ['could not be deleted', { state: 'failed', error: 'gave up' }, 1],
  ] as const)('knows whether a message overstayed that %s', (_, differing, overstayed) => {
    const row = aSentDelivery(differing);
    expect(tallyOf(seconds(100), row)).toMatchObject({ delivered: 1, failed: 0, overstayed });
  });
});
