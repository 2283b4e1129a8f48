import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { clock } from '../../src/clock';
import { rounds } from '../harness/rounds';
import { ModelHouse } from './model.house';
import { troubles } from './model.run';
import type { Step } from './model.steps';
import { answers } from './model.telegram';
import { modelTime } from './model.time';
import { World } from './model.world';

jest.mock('../../src/delivery/random', () => ({ randomFraction: () => 0.5 }));
jest.mock('node:timers/promises', () => ({
  setTimeout: jest.requireActual<typeof import('./model.time')>('./model.time').sleep,
}));
/** Ids that come in order, so that a schedule is played in the same way each time. */
jest.mock('../../src/ids', () => {
  let count = 0;
  const bytes = (now = 0) => {
    const id = Buffer.alloc(16);
    id.writeUIntBE(now, 0, 6);
    id.writeUIntBE(++count, 10, 6);
    return id.toString('base64url');
  };
  return {
    randomId: () => bytes(),
    timeOrderedId: (now: Date) => now.getTime().toString(36).padStart(9, '0') + bytes(),
    linkId: (now: Date) => bytes(now.getTime()),
  };
});

const SCHEDULES = { direct: rounds(40), reveal: rounds(20) };
const FIRST_BOT = 1_000;

const index = fc.nat({ max: 5 });
const person = fc.nat({ max: 2 });
const chat = fc.nat({ max: 2 });
const one = <T extends string>(name: T) => fc.constant(name);
const times = [0, 1, 250, 600, 1_000, 2_000, 5_000, 12_000, 19_999, 20_000, 31_000];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: one('register'), chat }) },
  { weight: 2, arbitrary: fc.record({ do: one('register') }) },
  { weight: 4, arbitrary: fc.record({ do: one('press start'), person, chat }) },
  { weight: 5, arbitrary: fc.record({ do: one('resend'), person }) },
  { weight: 2, arbitrary: fc.record({ do: one('cancel'), person }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('type', 'open link'), person, message: chat }) },
  { weight: 2, arbitrary: fc.record({ do: one('type a wrong code'), person }) },
  { weight: 5, arbitrary: fc.record({ do: one('write'), call: index, arrives: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ do: one('answer'), call: index, how: fc.constantFrom(...answers) }) },
  { weight: 8, arbitrary: fc.record({ do: one('answer'), call: index, how: one('ok') }) },
  { weight: 2, arbitrary: fc.record({ do: one('answer late') }) },
  { weight: 8, arbitrary: fc.record({ do: one('look') }) },
  { weight: 1, arbitrary: fc.record({ do: one('ask for a pause') }) },
  { weight: 2, arbitrary: fc.record({ do: one('go on') }) },
  { weight: 10, arbitrary: fc.record({ do: one('pass'), ms: fc.constantFrom(...times) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: one('trouble'), trouble: fc.constantFrom(...troubles), calls: fc.nat({ max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: one('kill'), arrives: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: one('pass the lease on'), toNew: fc.boolean() }) },
);

const schedule = fc.array(step, { maxLength: 40, size: 'max' });

const { error } = Logger.prototype;
let bots = FIRST_BOT;

describe.each(['direct', 'reveal'] as const)('sending messages in the mode %s', (mode) => {
  let house: ModelHouse;

  beforeAll(async () => {
    house = await ModelHouse.open(mode);
    // No spy: it would keep a record of each of a million calls.
    clock.now = () => new Date(modelTime.now);
  });

  afterAll(async () => {
    delete (clock as Partial<Pick<typeof clock, 'now'>>).now;
    Logger.prototype.error = error;
    await house.close();
  });

  it('keeps every promise, whatever people, Telegram, the store and the process do', async () => {
    const property = fc.asyncProperty(schedule, (steps) => new World(house, ++bots).play(steps));
    await fc.assert(property, { numRuns: SCHEDULES[mode] });
  });
});
