/** A call that takes longer counts as failed: one dead connection must not cost a lease. */
export async function inTime<T>(asked: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('there was no answer in time')), ms);
  });
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer));
}
