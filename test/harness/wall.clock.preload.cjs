const { readFileSync } = require('node:fs');
const os = require('node:os');

/**
 * Goes before the product (`node --require`) and takes the wall clock into a test's hands: the file that `WALL_CLOCK` names
 * holds `{ "setBy", "slept" }` in milliseconds, and may change at any moment (test/harness/wall.clock.ts). A clock that was
 * set moves the date alone; a machine that slept moves the date and the uptime. The monotonic clock stays as it is.
 */
const LOOK_EVERY_MS = 5;

const RealDate = Date;
const realUptime = os.uptime;
let shift = { setBy: 0, slept: 0 };
let lookedAt = -Infinity;

function look() {
  if (performance.now() - lookedAt < LOOK_EVERY_MS) return shift;
  lookedAt = performance.now();
  shift = JSON.parse(readFileSync(process.env.WALL_CLOCK, 'utf8'));
  return shift;
}

const now = () => RealDate.now() + look().setBy + look().slept;

globalThis.Date = class Date extends RealDate {
  static now() {
    return now();
  }

  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
};

os.uptime = () => realUptime() + look().slept / 1000;
