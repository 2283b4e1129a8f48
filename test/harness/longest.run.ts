const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * The longest that this process worked between two turns of its event loop while `work` was under way, in milliseconds of
 * processor time: on a busy machine the wall clock tells of others.
 */
export async function longestRunMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = processorMs();
  let isOver = false;
  const look = () => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  look();
  await work().finally(() => (isOver = true));
  look();
  return longest;
}
