/** Timers of exactly so many milliseconds run out when a test says so, and not while a busy machine is on its way. */
export function holdTimers(milliseconds: number): Readonly<{ runOut: () => void }> {
  const held: (() => void)[] = [];
  const start = global.setTimeout;
  jest.spyOn(global, 'setTimeout').mockImplementation(((work: () => void, ms?: number, ...args: []) => {
    if (ms !== milliseconds) return start(work, ms, ...args);
    held.push(work);
    return start(() => undefined, 0);
  }) as typeof setTimeout);
  return {
    runOut: () => {
      for (const work of held.splice(0)) work();
    },
  };
}
