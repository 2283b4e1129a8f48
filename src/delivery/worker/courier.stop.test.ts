import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => undefined) }));

let room: DeliveryRoom;

beforeEach(async () => {
  room = await DeliveryRoom.open();
});

afterEach(() => room.close());

describe('what became of a message, while the store is away', () => {
  it('is written down as soon as it is back, and the wait for it keeps no process alive that is to end', async () => {
    const { id, deliveryId } = await room.request();
    const claim = await room.claim();
    const settle = jest.spyOn(room.rows, 'settle');
    for (let time = 0; time < 3; time++) settle.mockRejectedValueOnce(new AppError('storage_unavailable'));
    await room.courier.deliver(claim);
    expect(await room.row(deliveryId)).toMatchObject({ state: 'sent', messageId: 1 });
    expect((await room.verifications.get(id)).status).toBe('sent');
    const waits = jest.mocked(pause).mock.calls;
    expect(waits).toHaveLength(3);
    for (const [, , options] of waits) expect(options).toMatchObject({ ref: false });
  });
});
