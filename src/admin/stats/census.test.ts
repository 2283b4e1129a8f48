import { clock } from '../../clock';
import { aConfig } from '../../config/config.fixture';
import type { Delivery } from '../../delivery/delivery';
import { aSentDelivery } from '../../delivery/delivery.fixture';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { timeOrderedId, type Stretch } from '../../ids';
import type { Verification } from '../../verification/verification';
import { aVerificationThatIs } from '../../verification/verification.fixture';
import { VerificationHistory } from '../../verification/store/verification.history';
import { Census } from './census';

const at = (time: string) => new Date(`2030-05-17T${time}Z`);

/** The stored rows, and how many of them were read. */
class Kept<Row extends Readonly<{ id: string }>> {
  rows: Row[] = [];
  read = 0;
  /** Simulates the time that a read takes. */
  takes: (rows: number) => void = () => undefined;

  async in({ after, end, limit }: Stretch): Promise<Row[]> {
    const found = this.rows.filter(({ id }) => id > after && id < end).slice(0, limit);
    this.read += found.length;
    this.takes(found.length);
    return found;
  }
}

/** The census of a service with one sign-in at each of these times. */
function aCensus(...times: readonly Date[]) {
  const [verifications, deliveries] = [new Kept<Verification>(), new Kept<Delivery>()];
  verifications.rows = times.map((time) => ({
    ...aVerificationThatIs('verified'),
    ...{ id: timeOrderedId(time), createdAt: time, endedAt: new Date(time.getTime() + 9_000) },
  }));
  deliveries.rows = times.map((time) => aSentDelivery({ id: timeOrderedId(time), requestedAt: time }));
  class Verifications extends VerificationHistory {
    list = () => Promise.resolve([]);
    count = () => Promise.resolve([]);
    read = (stretch: Stretch) => verifications.in(stretch);
    eraseOver = () => Promise.resolve(0);
  }
  class Deliveries extends DeliveryHistory {
    list = () => Promise.resolve([]);
    count = () => Promise.resolve([]);
    read = (stretch: Stretch) => deliveries.in(stretch);
    eraseOver = () => Promise.resolve(0);
  }
  const census = new Census(new Deliveries(), new Verifications(), aConfig());
  const count = async (from: Date, to: Date) => {
    const { signIns, messages } = (await census.count({ from, to })).steps[0]!;
    const { outcomes, signIn } = signIns.summary;
    return { verified: outcomes.verified ?? 0, took: signIn.count, delivered: messages.summary.delivered };
  };
  return { census, count, verifications, deliveries };
}

describe('a census', () => {
  const now = jest.spyOn(clock, 'now');
  const itIs = (time: Date) => now.mockReturnValue(time);
  afterAll(() => now.mockRestore());

  it('counts what began in a period, whatever hours that lies in', async () => {
    itIs(at('12:30:00'));
    const census = aCensus(at('08:59:59'), at('09:00:00'), at('10:30:00'), at('11:59:59.999'), at('12:00:00'));
    const all = { verified: 5, took: 5, delivered: 5 };
    expect(await census.count(at('08:00:00'), at('12:30:00'))).toEqual(all);
    const some = { verified: 3, took: 3, delivered: 3 };
    expect(await census.count(at('09:00:00'), at('12:00:00'))).toEqual(some);
    expect(await census.count(at('08:59:59.500'), at('11:59:59.999'))).toEqual({ verified: 2, took: 2, delivered: 2 });
    expect(await census.count(at('08:00:00'), at('12:30:00'))).toEqual(all);
  });

  it('reads an hour that is over anew only when it is twice as old', async () => {
    const census = aCensus(at('08:10:00'), at('08:20:00'));
    const since = at('08:00:00');
    const readAt = async (time: Date) => {
      itIs(time);
      census.deliveries.read = census.verifications.read = 0;
      const { delivered } = await census.count(since, time);
      return [delivered, census.deliveries.read, census.verifications.read];
    };
    expect(await readAt(at('09:30:00'))).toEqual([2, 2, 2]);
    expect(await readAt(at('09:59:59'))).toEqual([2, 2, 2]);
    expect(await readAt(at('10:00:00'))).toEqual([2, 2, 2]);
    expect(await readAt(at('10:59:59'))).toEqual([2, 0, 0]);
    expect(await readAt(at('11:00:00'))).toEqual([2, 2, 2]);
    expect(await readAt(at('12:59:59'))).toEqual([2, 0, 0]);
    expect(await readAt(at('13:00:00'))).toEqual([2, 2, 2]);
  });

  it('sees in an hour that is over what came to it later', async () => {
    const census = aCensus(at('08:10:00'));
    itIs(at('10:00:00'));
    expect(await census.count(at('08:00:00'), at('10:00:00'))).toMatchObject({ delivered: 1 });
    census.deliveries.rows.push(aSentDelivery({ id: timeOrderedId(at('08:50:00')) }));
    itIs(at('11:00:00'));
    expect(await census.count(at('08:00:00'), at('11:00:00'))).toMatchObject({ delivered: 2 });
  });

  it('lets others come in between, however little there is in an hour', async () => {
    itIs(at('20:00:00'));
    const { census, deliveries } = aCensus();
    deliveries.takes = () => {
      for (const end = performance.now() + 2; performance.now() < end;);
    };
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    await census.count({ from: at('00:00:00'), to: at('20:00:00') });
    clearInterval(others);
    expect(turns).toBeGreaterThan(3);
  });

  it('that takes long tells what it has, the newest first, and goes on when it is asked again', async () => {
    const elapsed = jest.spyOn(clock, 'elapsed');
    let passed = 0;
    elapsed.mockImplementation(() => passed);
    const { census, deliveries } = aCensus(...['07', '08', '09', '10'].map((hour) => at(`${hour}:30:00`)));
    deliveries.takes = (rows) => (passed += rows * 3_000);
    itIs(at('20:00:00'));
    const period = { from: at('07:00:00'), to: at('11:00:00') };
    const look = async (stepMs?: number) => {
      const { since, steps } = await census.count(period, stepMs);
      return [since, ...steps.map(({ messages }) => messages.summary.delivered)];
    };
    expect(await look()).toEqual([at('09:00:00'), 2]);
    expect(await look()).toEqual([at('07:00:00'), 4]);
    expect(await look(7_200_000)).toEqual([at('09:00:00'), 0, 2]);
    expect(await look(7_200_000)).toEqual([at('07:00:00'), 2, 2]);
    elapsed.mockRestore();
  });
});
