import { Logger } from '@nestjs/common';
import type { Update } from 'telegraf/types';
import { AppError } from '../../errors';
import { UpdateInbox } from './update.inbox';

const from = (chatId: number, id: number) => ({ update_id: id, message: { chat: { id: chatId } } }) as Update;

/** An inbox whose handler records what it gets and fails as told. */
function inbox(failures: Record<number, Error[]> = {}) {
  const handled: number[] = [];
  const box = new UpdateInbox(async ({ update_id: id }) => {
    await Promise.resolve();
    const failure = failures[id]?.shift();
    if (failure) throw failure;
    handled.push(id);
  });
  return { box, handled };
}

const storageAway = () => new AppError('storage_unavailable');

describe('updates', () => {
  let logged: jest.SpyInstance;

  beforeEach(() => {
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  });

  afterEach(() => logged.mockRestore());

  it('are confirmed once handled', async () => {
    const { box, handled } = inbox();
    await expect(box.take([from(1, 10), from(2, 11)])).resolves.toBe(true);
    expect([box.offset, handled]).toEqual([12, [10, 11]]);
  });

  it('that cannot be read hold up no other (networks 21)', async () => {
    const odd = [{ message: { message_id: 9 } }, { message: null }, { callback_query: {} }, { my_chat_member: 1 }];
    const unread = odd.map((update, index) => ({ update_id: index + 1, ...update }) as unknown as Update);
    const { box, handled } = inbox({ 1: [new TypeError('no chat')] });
    await expect(box.take([...unread, from(1, 10)])).resolves.toBe(true);
    expect([box.offset, handled]).toEqual([11, [2, 3, 4, 10]]);
  });

  it('of one chat are handled in order, of different chats together', async () => {
    const log: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const box = new UpdateInbox(async ({ update_id: id }) => {
      log.push(`begin ${id}`);
      if (id === 1) await gate;
      if (id === 2) release();
      log.push(`end ${id}`);
    });
    await box.take([from(1, 3), from(2, 2), from(1, 1)]);
    expect(log).toEqual(['begin 1', 'begin 2', 'end 2', 'end 1', 'begin 3', 'end 3']);
  });

  it('stay with Telegram while storage is away, and come again once', async () => {
    const { box, handled } = inbox({ 2: [storageAway(), storageAway()] });
    const all = [from(1, 1), from(2, 2), from(2, 3), from(3, 4)];
    await expect(box.take(all)).resolves.toBe(false);
    expect([box.offset, handled]).toEqual([2, [1, 4]]);
    await expect(box.take(all.slice(1))).resolves.toBe(false);
    await expect(box.take(all.slice(1))).resolves.toBe(true);
    expect([box.offset, handled]).toEqual([5, [1, 4, 2, 3]]);
  });

  it('that another instance has in hand come again', async () => {
    const { box, handled } = inbox({ 1: [new AppError('overloaded')] });
    await expect(box.handle(from(1, 1))).resolves.toMatchObject({ code: 'overloaded' });
    await expect(box.handle(from(1, 1))).resolves.toBeUndefined();
    expect([handled, logged.mock.calls]).toEqual([[1], []]);
  });

  it('that break their handler do not hold up others, and are logged without what was written', async () => {
    const { box, handled } = inbox({ 1: [new TypeError('cannot read 834129')], 2: [new AppError('link_invalid')] });
    await expect(box.take([from(1, 1), from(1, 2), from(1, 3)])).resolves.toBe(true);
    expect([box.offset, handled]).toEqual([4, [3]]);
    const lines = logged.mock.calls.map(([line]) => String(line));
    expect(lines[0]).toMatch(/given up: TypeError\n\s+at /);
    expect(lines[1]).toMatch(/given up: AppError link_invalid/);
    expect(lines.join()).not.toContain('834129');
  });
});
