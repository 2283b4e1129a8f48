import { GroupCommit, type Transactions } from './group-commit';

class Refused extends Error {}

/** Logs the calls that the store receives, in order. */
function aGroupCommit(differing: Partial<Transactions> = {}) {
  const log: string[] = [];
  const transactions: Transactions = {
    begin: () => log.push('begin'),
    commit: () => log.push('commit'),
    rollback: () => log.push('rollback'),
    isOfStatement: (error) => error instanceof Refused,
    ...differing,
  };
  return { log, commits: new GroupCommit(transactions) };
}

const fail = (error: Error) => () => {
  throw error;
};
const kindOf = ({ status }: PromiseSettledResult<unknown>) => status;

describe('writes of one turn', () => {
  it('share one commit, in their order', async () => {
    const { log, commits } = aGroupCommit();
    const results = await Promise.all([1, 2, 3].map((n) => commits.write(() => log.push(`work ${n}`) && n * 10)));
    expect(log).toEqual(['begin', 'work 1', 'work 2', 'work 3', 'commit']);
    expect(results).toEqual([10, 20, 30]);
  });

  it('are told of only after the commit', async () => {
    const { log, commits } = aGroupCommit();
    await commits.write(() => 1).then(() => log.push('told'));
    expect(log).toEqual(['begin', 'commit', 'told']);
  });

  it('are not spoilt by one whose statement fails', async () => {
    const { log, commits } = aGroupCommit();
    const refused = new Refused('taken');
    const writes = [commits.write(() => 1), commits.write(fail(refused)), commits.write(() => 3)];
    expect((await Promise.allSettled(writes)).map(kindOf)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(writes[1]).rejects.toBe(refused);
    expect(log).toEqual(['begin', 'commit']);
  });

  it('all fail when one meets a fault of the store, and what comes behind it is not run', async () => {
    const { log, commits } = aGroupCommit();
    const writes = [
      commits.write(() => 1),
      commits.write(fail(new Error('full'))),
      commits.write(() => log.push('ran')),
    ];
    expect((await Promise.allSettled(writes)).map(kindOf)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(log).toEqual(['begin', 'rollback']);
  });

  it.each(['begin', 'commit'] as const)('all fail when the %s fails, and the next ones are fine', async (step) => {
    let isBroken = true;
    const broken = () => {
      if (isBroken) throw new Error('full');
    };
    const { commits } = aGroupCommit({ [step]: broken });
    const writes = [commits.write(() => 1), commits.write(() => 2)];
    expect((await Promise.allSettled(writes)).map(kindOf)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await commits.write(() => 3)).toBe(3);
  });

  it('are all told even when the roll-back fails too', async () => {
    const { commits } = aGroupCommit({ begin: fail(new Error('gone')), rollback: fail(new Error('gone too')) });
    const write = commits.write(() => 1);
    try {
      commits.flush();
    } catch {
      // How the rollback error surfaces is not tested here.
    }
    const patience = new Promise((resolve) => setImmediate(resolve, 'never told'));
    expect(await Promise.race([write.catch(() => 'told'), patience])).toBe('told');
  });

  it('made by a write land in the next commit', async () => {
    const { log, commits } = aGroupCommit();
    const inner = await commits.write(() => ({ later: commits.write(() => log.push('inner')) }));
    await inner.later;
    expect(log).toEqual(['begin', 'commit', 'begin', 'inner', 'commit']);
  });

  it('are committed at once when asked, and not a second time', async () => {
    const { log, commits } = aGroupCommit();
    const write = commits.write(() => 1);
    commits.flush();
    commits.flush();
    expect(await write).toBe(1);
    await new Promise(setImmediate);
    expect(log).toEqual(['begin', 'commit']);
  });
});

describe('steps that share a commit', () => {
  /** Logs `name` in a write, and resolves to it. */
  const step = ({ log, commits }: ReturnType<typeof aGroupCommit>, name: string) =>
    commits.write(() => (log.push(name), name));

  it('are told as soon as they are done, and their story once all are committed', async () => {
    const group = aGroupCommit();
    const told = await group.commits.together(async () => [await step(group, 'one'), await step(group, 'two')]);
    group.log.push('told');
    expect(told).toEqual(['one', 'two']);
    expect(group.log).toEqual(['begin', 'one', 'two', 'commit', 'told']);
  });

  it('share it with the other writes of the turn, and with other stories', async () => {
    const group = aGroupCommit();
    const story = (name: string) => async () => (await step(group, `${name} 1`), step(group, `${name} 2`));
    await Promise.all([
      step(group, 'alone'),
      group.commits.together(story('a')),
      group.commits.together(() => group.commits.together(story('b'))),
    ]);
    expect(group.log).toEqual(['begin', 'alone', 'a 1', 'b 1', 'a 2', 'b 2', 'commit']);
  });

  it('share it with so many that others are served in between', async () => {
    const group = aGroupCommit();
    await Promise.all(Array.from({ length: 40 }, (_, at) => group.commits.together(() => step(group, `${at}`))));
    const commits = group.log.join(' ').split('commit').slice(0, -1);
    expect(commits.map((written) => written.trim().split(' ').length - 1)).toEqual([16, 16, 8]);
  });

  it('go on in no turn but their own', async () => {
    const group = aGroupCommit();
    const other = new Promise((resolve) => setImmediate(() => resolve(group.log.push('other turn'))));
    await group.commits.together(async () => (await step(group, 'one'), await step(group, 'two')));
    await other;
    expect(group.log).toEqual(['other turn', 'begin', 'one', 'two', 'commit']);
  });

  it('have a last write that is told of only after the commit', async () => {
    const group = aGroupCommit();
    const { log, commits } = group;
    const { last } = await commits.together(async () => {
      const last = commits.writeLast(() => log.push('last')).then(() => log.push('told'));
      await step(group, 'one');
      return { last };
    });
    await last;
    expect(log).toEqual(['begin', 'one', 'last', 'commit', 'told']);
  });

  it('keep what was written before one of them threw', async () => {
    const group = aGroupCommit();
    const refused = new Error('refused');
    const story = group.commits.together(async () => (await step(group, 'counted'), fail(refused)()));
    await expect(story).rejects.toBe(refused);
    expect(group.log).toEqual(['begin', 'counted', 'commit']);
  });

  it('go on after a statement that failed, and not after a fault of the store', async () => {
    const group = aGroupCommit();
    const { commits } = group;
    const survivor = commits.together(async () => {
      await commits.write(fail(new Refused('taken'))).catch(() => undefined);
      await step(group, 'after the refusal');
      await step(group, 'later');
      await step(group, 'not run');
    });
    const spoiler = commits.together(async () => {
      await step(group, 'one');
      await step(group, 'two');
      await commits.write(fail(new Error('full')));
    });
    expect((await Promise.allSettled([survivor, spoiler])).map(kindOf)).toEqual(['rejected', 'rejected']);
    await expect(survivor).rejects.toThrow('full');
    expect(group.log).not.toContain('not run');
    expect(group.log.at(-1)).toBe('rollback');
  });

  it.each(['begin', 'commit'] as const)('all fail when the %s fails, and the next ones are fine', async (stage) => {
    let isBroken = true;
    const broken = () => {
      if (isBroken) throw new Error('full');
    };
    const group = aGroupCommit({ [stage]: broken });
    await expect(group.commits.together(() => step(group, 'one'))).rejects.toThrow('full');
    isBroken = false;
    expect(await group.commits.together(() => step(group, 'one'))).toBe('one');
  });

  it('go on after the commit where they wait for anything but the store, and are told once all is written', async () => {
    const group = aGroupCommit();
    const story = group.commits.together(async () => {
      await step(group, 'one');
      await new Promise(setImmediate);
      return step(group, 'two');
    });
    expect(await story).toBe('two');
    expect(group.log).toEqual(['begin', 'one', 'commit', 'begin', 'two', 'commit']);
  });

  it('tell other code that was told inside of it when it is on the disk', async () => {
    const group = aGroupCommit();
    const { log, commits } = group;
    let shared: (value: unknown) => void = () => undefined;
    const other = new Promise((resolve) => (shared = resolve)).then(async () => {
      log.push(`open: ${commits.isOpen}`);
      await commits.committed();
      log.push('other');
    });
    await commits.together(async () => shared(await step(group, 'one')));
    await other;
    expect(log).toEqual(['begin', 'one', 'open: true', 'commit', 'other']);
  });

  it('fail them with it where it cannot be committed', async () => {
    const { commits } = aGroupCommit({ commit: fail(new Error('full')) });
    let told: Promise<void> | undefined;
    const story = commits.together(async () => void (told = commits.committed().catch(({ message }) => message)));
    await expect(story).rejects.toThrow('full');
    expect(await told).toBe('full');
  });
});
