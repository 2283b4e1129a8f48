import { english } from './english';

export type Words = keyof typeof english;

const LANGUAGE = 'en';

/** The sentence, its `{gaps}` filled; a gap without a value stays visible, so that nobody ships it. */
export function say(key: Words, values: Readonly<Record<string, string | number>> = {}): string {
  return english[key].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** "3 tries left", in the language's own plural. */
export function sayTriesLeft(count: number | undefined): string {
  if (count === undefined) return say('otp_invalid.unknown');
  const form = new Intl.PluralRules(LANGUAGE).select(count) === 'one' ? 'one' : 'other';
  return say(`otp_invalid.${form}`, { count });
}

/** "42 seconds", "1 second". */
export function saySeconds(seconds: number): string {
  return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds);
}

/** A moment as the reader's own clock shows it; to the second only where seconds matter. */
export function sayTime(moment: string | null, toTheSecond = false): string {
  if (moment === null) return say('time.unknown');
  const second = toTheSecond ? '2-digit' : undefined;
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second }).format(new Date(moment));
}

/** "23 Nov 2026, 10:12", in the reader's own format. */
export function sayDay(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

/** "12 seconds ago", "2 minutes ago". */
export function sayAgo(moment: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000));
  const words = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'always' });
  if (seconds < 60) return words.format(-seconds, 'second');
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return words.format(-Math.floor(seconds / 3600), 'hour');
  return words.format(-Math.floor(seconds / 86_400), 'day');
}
