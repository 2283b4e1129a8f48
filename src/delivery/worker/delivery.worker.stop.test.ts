import { Logger } from '@nestjs/common';
import { pass, settled, WorkerStage } from '../../../test/harness/worker.stage';
import type { Work } from './delivery.claims';

const PAUSE_MS = 500;
const CLAIM_MS = 60_000;
const STOP_MS = 8_000;

let stage: WorkerStage;
let errors: unknown[];

beforeEach(() => {
  jest.useFakeTimers();
  errors = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void errors.push(line));
  stage = new WorkerStage(1, 2);
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Whether it has ended, without waiting for it. */
const follow = (promise: Promise<unknown>): { hasEnded: boolean } => {
  const followed = { hasEnded: false };
  void promise.then(() => (followed.hasEnded = true));
  return followed;
};

const stop = () => follow(stage.worker.beforeApplicationShutdown());

/** A look whose answer has not come. */
const lookLater = async (botId = 1) => {
  let answer: (work: Partial<Work>) => void = () => undefined;
  stage.finds(new Promise((resolve) => (answer = resolve)), botId);
  await stage.look();
  return (work: Partial<Work>) => {
    answer(work);
    return settled();
  };
};

describe('a row whose step failed', () => {
  const failOne = async () => {
    await stage.start();
    await stage.look({ sends: [stage.aSend({ id: 'broken' })] });
    stage.calls[0]!.fail();
    await settled();
  };

  it('is reported, and given back after a pause, once', async () => {
    await failOne();
    expect(errors).toMatchObject([
      { msg: 'a delivery step failed', deliveries: ['broken'], error: { message: 'a bug' } },
    ]);
    expect(stage.givenBack).toEqual([]);
    await pass(PAUSE_MS);
    expect(stage.givenBack).toMatchObject([{ id: 'broken' }]);
    await pass(CLAIM_MS);
    expect(stage.givenBack).toHaveLength(1);
  });

  it('is given back as soon as the store can record that', async () => {
    stage.canRelease = false;
    await failOne();
    await pass(3 * PAUSE_MS);
    expect(stage.givenBack).toHaveLength(3);
    stage.canRelease = true;
    await pass(10 * PAUSE_MS);
    expect(stage.givenBack).toHaveLength(4);
  });

  it('is due by itself when its lease has ended, and not given back any more', async () => {
    stage.canRelease = false;
    await failOne();
    await pass(2 * CLAIM_MS);
    expect(stage.givenBack).toHaveLength(CLAIM_MS / PAUSE_MS);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is left to the next start when the worker stops', async () => {
    stage.canRelease = false;
    await failOne();
    await pass(PAUSE_MS);
    const stopped = stop();
    await pass(PAUSE_MS);
    expect(stopped.hasEnded).toBe(true);
    expect(stage.givenBack).toHaveLength(2);
  });

  it('is given back with all of its call, or its batch', async () => {
    await stage.start();
    const [first, second] = [stage.aRemoval({ chatId: 7 }), stage.aRemoval({ chatId: 7 })];
    const [lost, early] = [stage.aSend(), stage.aSend()];
    await stage.look({ removals: [first, second], lost: [lost], early: [{ claim: early, ms: 1_000 }] });
    for (const call of stage.calls) call.fail();
    await pass(PAUSE_MS);
    const ids = [first, second, lost, early].map(({ id }) => id);
    expect(stage.givenBack.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });
});

describe('a bot that is handed over', () => {
  it('waits for what is under way for it, and for no other', async () => {
    await stage.start();
    stage.finds({ sends: stage.sends(1) }, 2);
    await stage.look({ sends: stage.sends(1), removals: stage.removals(1) });
    const [send, removal] = stage.calls;
    const handedOver = follow(stage.finishFor(1));
    await stage.end(send!);
    expect(handedOver.hasEnded).toBe(false);
    await stage.end(removal!);
    expect(handedOver.hasEnded).toBe(true);
  });

  it('waits for what the look that had begun may bring', async () => {
    await stage.start();
    const answer = await lookLater();
    const handedOver = follow(stage.finishFor(1));
    await settled();
    expect(handedOver.hasEnded).toBe(false);
    await answer({ sends: stage.sends(1) });
    expect(handedOver.hasEnded).toBe(false);
    await stage.end(...stage.calls);
    expect(handedOver.hasEnded).toBe(true);
  });

  it('waits for nothing more when that look failed', async () => {
    await stage.start();
    stage.findsNoStore();
    stage.worker.wake();
    const handedOver = follow(stage.finishFor(1));
    await settled();
    expect(handedOver.hasEnded).toBe(true);
  });
});

describe('a stop', () => {
  it('waits for sends and deletions of all bots, and then lets another instance go on', async () => {
    await stage.start();
    stage.finds({ removals: stage.removals(1) }, 2);
    await stage.look({ sends: stage.sends(1) });
    const stopped = stop();
    await stage.end(stage.calls[0]!);
    expect([stopped.hasEnded, stage.hasLeft]).toEqual([false, false]);
    await stage.end(stage.calls[1]!);
    expect([stopped.hasEnded, stage.hasLeft]).toEqual([true, true]);
  });

  it('waits for what the look that had begun may bring', async () => {
    await stage.start();
    const answer = await lookLater(2);
    const stopped = stop();
    await answer({ sends: stage.sends(1) });
    expect(stage.hasLeft).toBe(false);
    await stage.end(...stage.calls);
    expect(stopped.hasEnded).toBe(true);
  });

  it('waits eight seconds at most, and then lets another instance go on', async () => {
    await stage.start();
    await stage.look({ sends: stage.sends(1) });
    stop();
    await pass(STOP_MS - 1);
    expect(stage.hasLeft).toBe(false);
    await pass(1);
    expect(stage.hasLeft).toBe(true);
  });

  it('has no further look made', async () => {
    await stage.start();
    stop();
    await settled();
    const before = stage.looks.length;
    await stage.look();
    expect(stage.looks).toHaveLength(before);
  });
});
