import { Logger } from '@nestjs/common';
import { aDelivery, aSentDelivery } from '../delivery.fixture';
import { DeliveryRoom } from '../../../test/harness/delivery.room';
import { LeftBehind } from './left.behind';

describe('messages of a bot whose token is gone', () => {
  let room: DeliveryRoom;
  let warn: jest.SpyInstance;

  beforeEach(async () => {
    room = await DeliveryRoom.open();
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await room.close();
  });

  it('are told once where they are there at the start, once where they are found later, and again where they come again', async () => {
    const leftBehind = new LeftBehind(room.alarm);
    const said = async () => {
      await leftBehind.look();
      return warn.mock.calls.splice(0).map(([text]) => String(text).slice(0, 10));
    };
    await room.rows.insert(aSentDelivery({ botId: 7 }));
    expect([await said(), await said()]).toEqual([['Bot 7 has '], []]);
    const later = aDelivery({ botId: 8 });
    await room.rows.insert(later);
    await room.rows.insert(aDelivery());
    expect([await said(), await said()]).toEqual([['Bot 8 has '], []]);
    await room.rows.retire(later.id, new Date());
    expect(await said()).toEqual([]);
    await room.rows.insert(aDelivery({ botId: 8 }));
    expect(await said()).toEqual([['Bot 8 has ']][0]);
    expect(await room.alarm.count()).toMatchObject({ overdue: 0, stranded: 2 });
  });
});
