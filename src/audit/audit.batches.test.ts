import { Batches } from './audit.batches';

/** Writes that end when the test says so. */
function slowWrites(most = 100) {
  const batches: (readonly number[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const written = new Batches<number>((pieces) => {
    batches.push(pieces);
    return new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
  }, most);
  return { batches, written, end: (error?: Error) => ends.shift()!(error) };
}

const turn = () => new Promise(setImmediate);

describe('pieces', () => {
  it('of one turn are written together, and those that come meanwhile in the next write', async () => {
    const { batches, written, end } = slowWrites();
    const first = [1, 2, 3].map((piece) => written.add(piece));
    await turn();
    const later = [4, 5].map((piece) => written.add(piece));
    await turn();
    expect(batches).toEqual([[1, 2, 3]]);
    end();
    await Promise.all(first);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    end();
    await Promise.all(later);
  });

  it('that are too many for one write go into several, in their order', async () => {
    const { batches, written, end } = slowWrites(2);
    const all = [1, 2, 3, 4, 5].map((piece) => written.add(piece));
    for (const isLast of [false, false, true]) {
      await turn();
      end();
      if (isLast) await Promise.all(all);
    }
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('are told when their own write fails, and the next are written all the same', async () => {
    const { written, end } = slowWrites();
    const failing = [written.add(1), written.add(2)];
    await turn();
    const next = written.add(3);
    end(new Error('away'));
    for (const piece of failing) await expect(piece).rejects.toThrow('away');
    await turn();
    end();
    await next;
    const afterwards = written.add(4);
    await turn();
    end();
    await afterwards;
  });
});
