import { systemTiming } from './timing';

describe('a pause', () => {
  it('that is longer than a timer can be is none the shorter (networks 20)', async () => {
    const stop = new AbortController();
    let isOver = false;
    const pause = systemTiming.sleep(2_592_000_000, stop.signal).finally(() => (isOver = true));
    await systemTiming.sleep(0);
    await systemTiming.sleep(20);
    expect(isOver).toBe(false);
    stop.abort();
    await expect(pause).rejects.toMatchObject({ name: 'AbortError' });
  });
});
