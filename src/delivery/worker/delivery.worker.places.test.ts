import { Logger } from '@nestjs/common';
import { pass, settled, WorkerStage } from '../../../test/harness/worker.stage';
import { clock } from '../../clock';
import type { Work } from './delivery.claims';

const PLACES = 96;
const LOOK_EVERY_MS = 250;

let stage: WorkerStage;
let lines: unknown[];

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  jest.spyOn(Logger.prototype, 'log').mockImplementation((line) => void lines.push(line));
  jest.spyOn(Logger.prototype, 'error').mockImplementation(({ msg }: { msg: string }) => void lines.push(msg));
  stage = new WorkerStage(1, 2);
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('the places of a bot', () => {
  it('are so many for sends and as many for deletions, less what is under way', async () => {
    await stage.start();
    expect(stage.lastPlaces()).toEqual({ sends: PLACES, removals: PLACES });
    await stage.look({ sends: stage.sends(10), removals: stage.removals(20) });
    await stage.look();
    expect(stage.lastPlaces()).toEqual({ sends: PLACES - 10, removals: PLACES - 20 });
  });

  it('are its own: the calls of another, which hang, take none of them', async () => {
    await stage.start();
    await stage.look({ sends: stage.sends(PLACES), removals: stage.removals(PLACES) });
    stage.finds({ sends: [stage.aSend({ id: 'of the other', botId: 2 })] }, 2);
    await stage.look();
    expect(stage.lastPlaces(1)).toMatchObject({ sends: 0, removals: 0 });
    expect(stage.lastPlaces(2)).toEqual({ sends: PLACES, removals: PLACES });
    expect(stage.calls.at(-1)).toMatchObject({ kind: 'deliver', ids: ['of the other'] });
  });

  it('are free again when calls have ended, or failed', async () => {
    await stage.start();
    await stage.look({ sends: stage.sends(2), removals: stage.removals(2) });
    const [sent, failed] = stage.calls;
    await stage.end(sent!, ...stage.calls.slice(2));
    failed!.fail();
    await pass(1_000);
    await stage.look();
    expect(stage.lastPlaces()).toEqual({ sends: PLACES, removals: PLACES });
  });

  it('may be exceeded by messages that are given up or put off, and are not fewer than none', async () => {
    await stage.start();
    const early = stage.sends(50).map((claim) => ({ claim, ms: 1_000 }));
    await stage.look({ lost: stage.sends(50), early });
    expect(stage.calls).toHaveLength(100);
    await stage.look();
    expect(stage.lastPlaces()).toMatchObject({ sends: 0 });
  });

  it.each<[string, (count: number) => Partial<Work>]>([
    ['sends', (count) => ({ sends: stage.sends(count) })],
    ['deletions', (count) => ({ removals: stage.removals(count) })],
  ])('were all taken by %s: the first that is free again is filled at once', async (_, work) => {
    await stage.start();
    await stage.look(work(PLACES));
    const before = stage.looks.length;
    await stage.end(stage.calls[0]!);
    expect(stage.looks.length).toBeGreaterThan(before);
    const after = stage.looks.length;
    await stage.end(stage.calls[1]!);
    expect(stage.looks).toHaveLength(after);
  });

  it.each<['sends' | 'removals', (count: number) => Partial<Work>]>([
    ['sends', (count) => ({ sends: stage.sends(count) })],
    ['removals', (count) => ({ removals: stage.removals(count) })],
  ])('are filled with %s again when half of them are free, as long as there may be more', async (kind, work) => {
    await stage.start();
    await stage.look(work(PLACES));
    stage.finds(work(1));
    await stage.end(...stage.calls.slice(0, PLACES / 2 - 1));
    expect(stage.lastPlaces()).toMatchObject({ [kind]: 1 });
    await stage.end(...stage.calls.slice(PLACES / 2 - 1, PLACES / 2 + 1));
    expect(stage.lastPlaces()).toMatchObject({ [kind]: PLACES / 2 });
    const { length } = stage.looks;
    await stage.end(stage.calls[PLACES / 2 + 1]!);
    expect(stage.looks).toHaveLength(length);
  });
});

describe('deletions that use all of their places', () => {
  it('let only as many sends begin as messages are deleted', async () => {
    await stage.start();
    await stage.look({ removals: stage.removals(PLACES) });
    await stage.look();
    expect(stage.lastPlaces()).toMatchObject({ sends: 0, removals: 0, hold: {} });
    await stage.end(stage.calls[0]!);
    expect(stage.lastPlaces()).toMatchObject({ sends: 1, removals: 1, hold: {} });
  });

  /** All places are used, the last of them by one call for twenty messages of one chat, and that call ends. */
  const deleteTwenty = async (work: Partial<Work> = {}) => {
    const sameChat = Array.from({ length: 20 }, () => stage.aRemoval({ chatId: -1 }));
    await stage.look({ ...work, removals: [...stage.removals(PLACES - 1), ...sameChat] });
    await stage.end(stage.calls.at(-1)!);
  };

  it('let as many sends begin as messages were deleted, also by one call', async () => {
    await stage.start();
    await deleteTwenty();
    expect(stage.lastPlaces()).toMatchObject({ sends: 20, removals: 1, hold: {} });
  });

  it('let no more sends begin than there are places for', async () => {
    await stage.start();
    await deleteTwenty({ sends: stage.sends(PLACES - 5) });
    expect(stage.lastPlaces()).toMatchObject({ sends: 5, removals: 1, hold: {} });
  });

  it('let all sends begin again as soon as there are places for more', async () => {
    await stage.start();
    await stage.look({ removals: stage.removals(PLACES) });
    await stage.end(stage.calls[0]!);
    await stage.look();
    expect(stage.lastPlaces()).toEqual({ sends: PLACES, removals: 1 });
  });

  it('are expected to take as long again as they have on average', async () => {
    await stage.start();
    await stage.look({ removals: stage.removals(PLACES / 2) });
    await pass(2_000);
    await stage.look({ removals: stage.removals(PLACES / 2) });
    await pass(1_000);
    await stage.look();
    expect(stage.lastPlaces()).toMatchObject({ hold: { ms: 4_000, perSecond: PLACES / 4 } });
  });

  it('are expected to take at least as long as the last one did', async () => {
    await stage.start();
    await stage.look({ removals: stage.removals(PLACES) });
    await pass(8_000);
    await stage.end(...stage.calls);
    const held = stage.looks.findLast(({ places }) => places.hold);
    expect(held?.places).toMatchObject({ hold: { ms: 8_000, perSecond: PLACES / 8 } });
  });

  it('are expected to take some time when they have just begun', async () => {
    await stage.start();
    await stage.look({ removals: stage.removals(PLACES) });
    await stage.look();
    expect(stage.lastPlaces()).toMatchObject({ hold: { ms: 1, perSecond: PLACES * 1000 } });
  });
});

describe('a look', () => {
  it('is none before the app has started', async () => {
    await stage.look();
    expect(stage.looks).toEqual([]);
  });

  it('that fails for one bot is made for the others all the same', async () => {
    await stage.start();
    stage.findsNoStore(1);
    stage.finds({ sends: [stage.aSend({ id: 'of the other', botId: 2 })] }, 2);
    await stage.look();
    expect(stage.calls).toMatchObject([{ kind: 'deliver', ids: ['of the other'] }]);
  });

  it('that takes long for one bot holds up no other', async () => {
    stage.finds(new Promise(() => undefined));
    stage.finds({ sends: [stage.aSend({ id: 'of the other', botId: 2 })] }, 2);
    await stage.start();
    expect(stage.calls).toMatchObject([{ kind: 'deliver', ids: ['of the other'] }]);
  });

  it('is never made beside another, and made again if something came up meanwhile', async () => {
    let answer: (work: Partial<Work>) => void = () => undefined;
    stage.finds(new Promise((resolve) => (answer = resolve)));
    await stage.start();
    await stage.look();
    await stage.look();
    expect(stage.looks.map(({ botId }) => botId)).toEqual([1, 2]);
    answer({});
    await settled();
    expect(stage.looks.map(({ botId }) => botId)).toEqual([1, 2, 1, 2]);
  });

  it('is made when there is a turn again, if the next regular one is later', async () => {
    await stage.start();
    await stage.look({ nextTurnMs: 40 });
    const before = stage.looks.length;
    await pass(39);
    expect(stage.looks).toHaveLength(before);
    await pass(1);
    expect(stage.looks.length).toBeGreaterThan(before);
  });

  it.each([undefined, LOOK_EVERY_MS, 1_000])(
    'is left to the regular one where the next turn is in %s ms',
    async (ms) => {
      await stage.start();
      await stage.look({ nextTurnMs: ms });
      expect(jest.getTimerCount()).toBe(0);
    },
  );
});

describe('a store that goes and comes back', () => {
  it('is reported once each way, and not at the start', async () => {
    await stage.start();
    await stage.look();
    expect(lines).toEqual([]);
    for (let time = 0; time < 3; time++) {
      stage.findsNoStore();
      await stage.look();
    }
    expect(lines.splice(0)).toEqual(['no message can be sent: the outbox is unavailable']);
    for (let time = 0; time < 3; time++) await stage.look();
    expect(lines.splice(0)).toEqual(['messages go out again']);
    stage.findsNoStore();
    await stage.look();
    expect(lines).toHaveLength(1);
  });

  it('is not back while it serves one bot and not another', async () => {
    await stage.start();
    for (let time = 0; time < 3; time++) {
      stage.findsNoStore(2);
      await stage.look();
    }
    expect(lines).toEqual(['no message can be sent: the outbox is unavailable']);
  });

  it('is not back because no bot is left to ask it for', async () => {
    await stage.start();
    stage.findsNoStore();
    await stage.look();
    stage.leases.splice(0);
    await stage.look();
    expect(lines).toEqual(['no message can be sent: the outbox is unavailable']);
  });

  it('has messages deleted whose time is over, and no others, where it can still be read', async () => {
    const [over, alive] = [stage.aRemoval({ id: 'over' }), stage.aRemoval({ id: 'alive' })];
    stage.inTelegram.set(2, [
      { ...over, dueAt: clock.now() },
      { ...alive, dueAt: clock.in(1) },
    ]);
    await stage.start();
    expect(stage.removedUnclaimed).toEqual([]);
    stage.findsNoStore();
    await stage.look();
    expect(stage.removedUnclaimed).toEqual(['over']);
    await pass(1);
    stage.findsNoStore();
    await stage.look();
    expect(stage.removedUnclaimed).toEqual(['over', 'over', 'alive']);
  });

  it('may be unreadable as well: the worker goes on when it is back', async () => {
    await stage.start();
    stage.findsNoStore();
    await stage.look();
    await stage.look({ sends: [stage.aSend({ id: 'new' })] });
    expect(stage.calls).toMatchObject([{ kind: 'deliver', ids: ['new'] }]);
  });
});

describe('what was found', () => {
  it('is sent, given up, put off or deleted, each by the part that does this', async () => {
    await stage.start();
    await stage.look({
      sends: [stage.aSend({ id: 'message' }), stage.aSend({ id: 'test', kind: 'test' })],
      lost: [stage.aSend({ id: 'lost message' }), stage.aSend({ id: 'lost test', kind: 'test' })],
      early: [{ claim: stage.aSend({ id: 'early' }), ms: 1_000 }],
      removals: [stage.aRemoval({ id: 'over' })],
    });
    const calls = new Map(stage.calls.map(({ kind, ids: [id] }) => [id, kind]));
    expect(Object.fromEntries(calls)).toEqual({
      message: 'deliver',
      test: 'deliver a test',
      'lost message': 'abandon',
      'lost test': 'abandon a test',
      early: 'put off',
      over: 'remove',
    });
  });

  it('is deleted by one call in each chat', async () => {
    await stage.start();
    const inChat = (chatId: number, id: string) => stage.aRemoval({ chatId, id });
    await stage.look({ removals: [inChat(7, 'a'), inChat(8, 'b'), inChat(7, 'c')] });
    expect(stage.calls.map(({ ids }) => ids)).toEqual([['a', 'c'], ['b']]);
  });

  it('counts as a send that ended when it has', async () => {
    await stage.start();
    stage.finds({ sends: [stage.aSend({ botId: 2 })] }, 2);
    await stage.look();
    expect(stage.noted).toEqual([]);
    await stage.end(...stage.calls);
    expect(stage.noted).toEqual([2]);
  });
});
