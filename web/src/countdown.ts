/** Whole seconds until `until`, never below zero; a second that has begun counts. */
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** `0:42`, `10:00`. */
export function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const SPOKEN = [30, 10, 0];

/** The moment worth announcing that was passed between two looks at the countdown, if any. */
export function spokenMoment(before: number, after: number): number | undefined {
  return SPOKEN.findLast((moment) => before > moment && after <= moment);
}
