const { readFileSync } = require('node:fs');
const os = require('node:os');

/**
 * Goes before the product (`node --require`) and takes the wall clock into a test's hands: the file that `WALL_CLOCK` names
 * holds `{ "setBy", "slept" }` in milliseconds, and may change at any moment (test/harness/wall.clock.ts). A clock that was
 * set moves the date alone; a machine that slept moves the date and the uptime. The monotonic clock stays as it is.
 */
const RealDate = Date;
const realUptime = os.uptime;

/** Each time: a test that has just set the clock may ask before anything that was kept is old. */
const look = () => JSON.parse(readFileSync(process.env.WALL_CLOCK, 'utf8'));

function now() {
  const { setBy, slept } = look();
  return RealDate.now() + setBy + slept;
}

globalThis.Date = class Date extends RealDate {
  static now() {
    return now();
  }

  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
};

os.uptime = () => realUptime() + look().slept / 1000;
