import { CircuitBreaker } from './circuit.breaker';

let circuit: CircuitBreaker;

beforeEach(() => (circuit = new CircuitBreaker()));

const fail = (times: number, now = 0) => {
  for (let time = 0; time < times; time++) circuit.note(true, now);
};

/** Takes the probe that the circuit must allow at `now`, and ends it with this result. */
const probe = (isWell: boolean, now: number) => {
  expect(circuit.takeProbe(now)).toBe(true);
  circuit.endProbe(isWell, now);
};

describe('a circuit', () => {
  it('opens at five failures in a row, and not at four', () => {
    fail(4);
    circuit.note(false, 0);
    fail(4);
    expect(circuit.state).toBe('closed');
    fail(1);
    expect(circuit.state).toBe('open');
  });

  it('opens when more than half of twenty calls within 30 s failed', () => {
    const start = 3_600_000;
    for (let pair = 0; pair < 10; pair++)
      [false, true].forEach((isFailure) => circuit.note(isFailure, start + pair * 1000));
    expect(circuit.state).toBe('closed');
    circuit.note(true, start + 29_000);
    expect(circuit.state).toBe('open');
  });

  it('stays closed when so many failed over a longer time, or of fewer calls', () => {
    for (let pair = 0; pair < 15; pair++) [true, true, false].forEach((it) => circuit.note(it, pair * 10_000));
    expect(circuit.state).toBe('closed');
    circuit.reset();
    for (let triple = 0; triple < 6; triple++) [true, true, false].forEach((it) => circuit.note(it, 0));
    expect(circuit.state).toBe('closed');
  });

  it('lets one probe through after 10 s, and closes if it went well', () => {
    fail(5);
    expect([circuit.waitMs(4_000), circuit.takeProbe(9_999)]).toEqual([6_000, false]);
    expect([circuit.takeProbe(10_000), circuit.takeProbe(10_000)]).toEqual([true, false]);
    expect(circuit.state).toBe('half_open');
    circuit.endProbe(true, 10_500);
    expect(circuit.state).toBe('closed');
  });

  it('doubles its pause up to a minute each time that the probe fails', () => {
    fail(5);
    const pauses: number[] = [];
    for (let now = 0, round = 0; round < 5; round++) {
      pauses.push(circuit.waitMs(now));
      now += circuit.waitMs(now);
      probe(false, now);
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('goes on doubling when only its probes go well, and begins anew once a call did', () => {
    fail(5);
    probe(true, 10_000);
    fail(5, 10_000);
    expect(circuit.waitMs(10_000)).toBe(20_000);
    probe(true, 30_000);
    circuit.note(false, 30_000);
    fail(5, 30_000);
    expect(circuit.waitMs(30_000)).toBe(10_000);
  });

  it('is not moved by what was under way when it opened', () => {
    fail(5);
    fail(9, 5_000);
    circuit.note(false, 5_000);
    expect([circuit.state, circuit.waitMs(5_000)]).toEqual(['open', 5_000]);
  });

  it('is closed by an operator at once', () => {
    fail(5);
    circuit.reset();
    expect([circuit.state, circuit.waitMs(0)]).toEqual(['closed', 0]);
    fail(4);
    expect(circuit.state).toBe('closed');
  });

  it('stays closed as an operator left it, however a probe ends that was under way', () => {
    fail(5);
    circuit.takeProbe(10_000);
    circuit.reset();
    circuit.endProbe(false, 15_000);
    expect(circuit.state).toBe('closed');
  });
});
