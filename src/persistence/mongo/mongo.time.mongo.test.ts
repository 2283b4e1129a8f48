import { Logger } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { clock } from '../../clock';
import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { MongoTime } from './mongo.time';

const HOUR = 3_600_000;

describe('the time of a MongoDB server', () => {
  let command: jest.Mock;
  let time: MongoTime;

  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    command = jest.fn();
    time = new MongoTime({ getClient: () => ({ db: () => ({ command }) }) } as unknown as Connection);
  });
  afterEach(() => jest.restoreAllMocks());

  const aheadMs = () => clock.now().getTime() - Date.now();

  it('is ours from then on, and an operator is told how far we were off', async () => {
    command.mockImplementation(async () => ({ localTime: new Date(Date.now() + HOUR) }));
    await time.ask();
    expect(Math.abs(aheadMs() - HOUR)).toBeLessThan(500);
    expect(Logger.prototype.warn).toHaveBeenCalledWith(expect.stringMatching(/3600 s behind MongoDB/));
    command.mockImplementation(async () => ({ localTime: new Date() }));
    await time.ask();
    expect(Math.abs(aheadMs())).toBeLessThan(500);
    expect(Logger.prototype.warn).toHaveBeenLastCalledWith(expect.stringMatching(/3600 s ahead of MongoDB/));
  });

  it('that was ahead and is put right is noticed at once', async () => {
    const onSetBack = jest.fn();
    const watched = new MongoTime(
      { getClient: () => ({ db: () => ({ command }) }) } as unknown as Connection,
      onSetBack,
    );
    command.mockImplementation(async () => ({ localTime: new Date(Date.now() + HOUR) }));
    await watched.ask();
    expect(onSetBack).not.toHaveBeenCalled();
    command.mockImplementation(async () => ({ localTime: new Date() }));
    await watched.ask();
    expect(onSetBack).toHaveBeenCalledTimes(1);
  });

  it('is asked for in the old way where the server does not know the new one', async () => {
    command.mockImplementation(async (question: object) => {
      if ('hello' in question) throw new Error("no such command: 'hello'");
      return { localTime: new Date(), setName: 'rs0' };
    });
    expect(await time.ask()).toMatchObject({ setName: 'rs0' });
  });

  it('is asked for every few seconds at most, however much is asked for', () => {
    command.mockResolvedValue({});
    for (let times = 0; times < 100; times++) time.keepUp();
    expect(command).toHaveBeenCalledTimes(1);
  });

  it('does not hurt when it cannot be had', async () => {
    command.mockRejectedValue(new Error('the server is away'));
    time.keepUp();
    await expect(time.ask()).rejects.toThrow('away');
    command.mockResolvedValue({});
    await time.ask();
    expect(Math.abs(aheadMs())).toBeLessThan(500);
  });

  it('is told by the server that there is', async () => {
    const { database, close } = await aMongoDatabase();
    const follow = jest.spyOn(clock, 'follow');
    await new MongoTime(database.connection).ask();
    expect(follow).toHaveBeenCalled();
    await close();
  });
});
