import { clock } from '../clock';
import { skippedTime } from '../skipped.time.fixture';
import { until } from '../until.fixture';
import { Bursts } from './bursts';

jest.mock('node:timers/promises', () => ({
  ...jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises'),
  setTimeout: jest.requireActual<typeof import('../skipped.time.fixture')>('../skipped.time.fixture').skippedTime.pause,
}));

describe('what is asked for many times in the same moment', () => {
  let bursts: Bursts<number>;
  let works: number;

  beforeEach(() => {
    bursts = new Bursts();
    works = 0;
  });

  const work = async () => ++works;

  it('is done once for all', async () => {
    const asked = Array.from({ length: 50 }, () => bursts.join('a', work));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([1]));
  });

  it('is told how many ask', async () => {
    const told: number[] = [];
    const tell = async (count: number) => told.push(count);
    await bursts.join('a', tell);
    await Promise.all([bursts.join('a', tell), bursts.join('a', tell)]);
    expect(told).toEqual([1, 2]);
  });

  it('is done for whoever comes while it is being done', async () => {
    let end: () => void = () => undefined;
    const isEnded = new Promise<void>((resolve) => (end = resolve));
    let isBegun = false;
    const first = bursts.join('a', async () => {
      isBegun = true;
      await isEnded;
      return work();
    });
    await until(() => isBegun, 'the work to begin');
    const second = bursts.join('a', work);
    end();
    expect(await Promise.all([first, second])).toEqual([1, 1]);
  });

  it('is done at last, however often it is asked for meanwhile', async () => {
    const elapsed = jest.spyOn(performance, 'now').mockImplementation(() => clock.elapsed());
    let isDone = false;
    const first = bursts.join('a', work).finally(() => (isDone = true));
    let last = first;
    while (!isDone) {
      last = bursts.join('a', work);
      await skippedTime.pause(5);
    }
    expect(await first).toBe(1);
    // The last to ask may have begun anew.
    await last;
    elapsed.mockRestore();
  });

  it('is done anew for whoever comes after the outcome, and apart for each key', async () => {
    expect(await Promise.all([bursts.join('a', work), bursts.join('b', work)])).toEqual([1, 2]);
    expect(await bursts.join('a', work)).toBe(3);
  });

  it('fails for all, and is done anew after that', async () => {
    const fail = () => Promise.reject(new Error('no'));
    const outcomes = await Promise.allSettled([bursts.join('a', fail), bursts.join('a', work)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await bursts.join('a', work)).toBe(1);
  });
});
