import { Watch } from './watch';

/** A watch whose looks take as long as the test says, by a clock of its own. */
function aWatch(tookMs: number) {
  const world = { now: 0, looks: 0 };
  const waits: { ms: number; act: () => void; isTakenBack: boolean }[] = [];
  const watch = new Watch({
    look: () => {
      world.looks++;
      world.now += tookMs;
      return Promise.resolve();
    },
    now: () => world.now,
    after: (ms, act) => {
      const wait = { ms, act, isTakenBack: false };
      waits.push(wait);
      return () => (wait.isTakenBack = true);
    },
  });
  return { watch, world, waits };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a watch', () => {
  it.each([
    [10, 5_000],
    [400, 8_000],
    [30_000, 60_000],
  ])('whose look takes %d ms looks again after %d ms', async (tookMs, waitMs) => {
    const { watch, waits } = aWatch(tookMs);
    watch.start();
    await settled();
    expect(waits.map(({ ms }) => ms)).toEqual([waitMs]);
  });

  it('looks again and again', async () => {
    const { watch, world, waits } = aWatch(10);
    watch.start();
    await settled();
    waits[0]!.act();
    await settled();
    expect([world.looks, waits.length]).toEqual([2, 2]);
  });

  it('rests when it is stopped, whether it waits or looks, and looks at once when it goes on', async () => {
    const { watch, world, waits } = aWatch(10);
    watch.start();
    await settled();
    watch.stop();
    expect(waits[0]!.isTakenBack).toBe(true);
    watch.start();
    watch.stop();
    watch.start();
    await settled();
    expect(world.looks).toBe(3);
    expect(waits.filter(({ isTakenBack }) => !isTakenBack)).toHaveLength(1);
  });
});
