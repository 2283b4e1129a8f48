import { VerificationService } from '../../verification/verification.service';
import { RegistrationRoom } from '../../../test/harness/registration.room';
import { StatusStream } from './status.stream';

describe('the stream of one verification', () => {
  it('keeps no queue for a listener who does not read: later they get the newest state alone', async () => {
    const room = await RegistrationRoom.open();
    const { id } = await room.keep();
    const leaving = new AbortController();
    const events = await room
      .get(StatusStream)
      .watch({ proof: id }, { address: '203.0.113.7', leaving: leaving.signal });
    const next = async () => /"status":"(\w+)"/.exec((await events.next()).value as string)?.[1];
    expect(await next()).toBe('awaiting_telegram');
    await room.get(VerificationService).cancel(id, room.now);
    expect(await next()).toBeUndefined();
    expect(await next()).toBe('cancelled');
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await room.close();
  });
});
