import { mongo } from 'mongoose';
import { OperationQueue } from './mongo.queue';

type Operation = { answer: (result: string) => void; fail: (error: Error) => void };

let queue: OperationQueue;
/** Operations that the server has not answered yet, oldest first. */
let asked: Operation[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  queue = new OperationQueue(2);
  asked = [];
});

afterEach(() => jest.useRealTimers());

const ask = () => queue.run(() => new Promise<string>((answer, fail) => asked.push({ answer, fail })));
/** Runs `count` operations. @returns their outcomes, which appear as they come */
function askMany(count: number): string[] {
  const outcomes = Array.from({ length: count }, () => 'waits');
  outcomes.forEach((_, index) => {
    ask().then(
      (result) => (outcomes[index] = result),
      (error: Error & { code?: string }) => (outcomes[index] = error.code ?? error.message),
    );
  });
  return outcomes;
}
const answerNext = () => asked.shift()!.answer('answered');
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('no timer is left behind', () => {
  let set: jest.SpyInstance;
  let cleared: jest.SpyInstance;

  beforeEach(() => {
    set = jest.spyOn(globalThis, 'setTimeout');
    cleared = jest.spyOn(globalThis, 'clearTimeout');
  });

  afterEach(() => jest.restoreAllMocks());

  /** The operations' timers only: the test runner has timers of its own. */
  const timers = () =>
    set.mock.results.filter((_, call) => set.mock.calls[call]![1] > 10_000).map(({ value }) => value);
  const timersLeft = () => timers().filter((timer) => !cleared.mock.calls.flat().includes(timer));

  it('by what was answered', async () => {
    askMany(2);
    await pass(0);
    expect(timersLeft()).toHaveLength(2);
    answerNext();
    answerNext();
    await pass(0);
    expect(timersLeft()).toEqual([]);
  });

  it('by a queue that is closed: what is under way ends, and so does what waits', async () => {
    const outcomes = askMany(4);
    await pass(0);
    queue.close();
    await pass(0);
    const waited = 'storage_unavailable';
    expect(outcomes).toEqual(['no answer came in time', 'no answer came in time', waited, waited]);
    expect(timers()).toHaveLength(2);
    expect(timersLeft()).toEqual([]);
  });
});

describe('operations beyond the connections that there are', () => {
  it('wait, and begin in their order', async () => {
    const outcomes = askMany(5);
    await pass(0);
    expect(asked).toHaveLength(2);
    answerNext();
    await pass(0);
    expect(asked).toHaveLength(2);
    for (let each = 0; each < 4; each++) {
      answerNext();
      await pass(0);
    }
    expect(outcomes).toEqual(Array(5).fill('answered'));
    await pass(0);
    askMany(3);
    await pass(0);
    expect(asked).toHaveLength(2);
  });

  it('wait as long as it takes while others are answered, and then have all their time', async () => {
    const outcomes = askMany(20);
    for (let each = 0; each < 20; each++) {
      await pass(4_000);
      answerNext();
      await pass(0);
    }
    expect(outcomes).toEqual(Array(20).fill('answered'));
  });

  it('go on where the server refuses some, or connections break', async () => {
    const outcomes = askMany(4);
    await pass(11_000);
    asked.shift()!.fail(new mongo.MongoServerError({ message: 'refused' }));
    asked.shift()!.fail(new mongo.MongoNetworkError('broken'));
    await pass(0);
    answerNext();
    answerNext();
    await pass(0);
    expect(outcomes).toEqual(['refused', 'broken', 'answered', 'answered']);
  });

  it('do not lose their turn to one that is never answered while others are', async () => {
    const outcomes = askMany(10);
    await pass(0);
    const silent = asked.shift()!;
    for (let each = 0; each < 6; each++) {
      await pass(3_000);
      if (asked.length > 0) answerNext();
    }
    await pass(0);
    while (asked.length > 0) {
      answerNext();
      await pass(0);
    }
    expect(outcomes).toEqual(['no answer came in time', ...Array<string>(9).fill('answered')]);
    silent.answer('much too late');
  });

  it('end with those under way where the server has fallen silent, and are not sent to it in vain', async () => {
    const early = askMany(3);
    await pass(1_000);
    answerNext();
    const outcomes = askMany(500);
    await pass(12_001);
    expect(early).toEqual(['answered', 'no answer came in time', 'no answer came in time']);
    expect(outcomes).toEqual(Array(500).fill('storage_unavailable'));
    expect(asked).toHaveLength(2);
  });

  it('are taken again afterwards', async () => {
    askMany(5);
    await pass(12_001);
    asked.length = 0;
    const outcomes = askMany(2);
    await pass(0);
    answerNext();
    answerNext();
    await pass(0);
    expect(outcomes).toEqual(['answered', 'answered']);
  });
});
