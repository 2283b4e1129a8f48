// Created once: a page shows a hundred numbers, and a formatter for each would hold a phone up.
const numbers = new Intl.NumberFormat('en');
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const toTheSecond = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const toTheMinute = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** "1,204". */
export const count = (value: number): string => numbers.format(value);

/** "99.6 %"; never rounded up to a whole. */
export function share(value: number): string {
  const percent = value === 1 ? 100 : Math.floor(value * 1000) / 10;
  return `${numbers.format(percent)} %`;
}

/** "84 ms", "1.2 s", "2 min 5 s", "2 h". */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${tenths.format(seconds)} s`;
  const whole = Math.round(seconds);
  return whole < 3600 ? twoOf(whole, 'min', 's') : twoOf(Math.round(whole / 60), 'h', 'min');
}

const twoOf = (count: number, unit: string, part: string): string =>
  `${Math.floor(count / 60)} ${unit}${count % 60 === 0 ? '' : ` ${count % 60} ${part}`}`;

/** "UTC+1": of this device's clock. */
export function zone(now = new Date()): string {
  const minutes = -now.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(minutes / 60), Math.abs(minutes % 60)];
  return minutes === 0 ? 'UTC' : `UTC${hours < 0 ? '−' : '+'}${Math.abs(hours)}${rest === 0 ? '' : `:${rest}`}`;
}

/** "14:03:27", on this device's clock; with the day if it was another. */
export function moment(time: string, now = new Date()): string {
  const date = new Date(time);
  const isToday = date.toDateString() === now.toDateString();
  const clock = toTheSecond.format(date);
  return isToday ? clock : `${days.format(date)}, ${clock}`;
}

/** "14:03". */
export const minute = (milliseconds: number): string => toTheMinute.format(milliseconds);
