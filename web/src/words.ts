import type { Words as FirstWords } from './language/english';
import type { MemberWords } from './language/english.member';
import { localeOf, spoken, type Language } from './language/language';
import type { Plurals } from './language/texts';

export type Words = FirstWords | MemberWords;

type Values = Readonly<Record<string, string | number>>;

/** The sentence with its `{gaps}` filled; a gap without a value stays visible, so that it is noticed in time. */
export function say(key: Words, values: Values = {}): string {
  const { language, texts } = spoken.get();
  return filled((texts.sentences as Sentences)[key] ?? fetched[language]?.[key] ?? key, values);
}

type Sentences = Readonly<Partial<Record<string, string>>>;

/** The words of pages that are loaded later. */
let fetched: Readonly<Partial<Record<Language, Sentences>>> = {};

/** Adds the words of a page that brings its own, in every language. */
export const learnWords = (words: Readonly<Record<Language, Sentences>>): void => void (fetched = words);

/** The variant in the language that is spoken. */
export const ofSpoken = <T>(each: Readonly<Record<Language, T>>): T => each[spoken.get().language];

/** "3 tries left", in the language's own plural. */
export function sayTriesLeft(count: number | undefined): string {
  return count === undefined ? say('otp_invalid.unknown') : counted(spoken.get().texts.triesLeft, count);
}

/** "42 seconds", "1 second". */
export const saySeconds = (seconds: number): string => counted(spoken.get().texts.seconds, seconds);

/** A wait: "42 seconds", "55 minutes". */
export const sayWait = (seconds: number): string =>
  seconds < 120 ? saySeconds(seconds) : counted(spoken.get().texts.minutes, Math.ceil(seconds / 60));

/** A lifetime, to the second: "90 seconds", "10 minutes". */
export const sayLife = (seconds: number): string => (seconds % 60 === 0 ? sayWait(seconds) : saySeconds(seconds));

/** A moment by the reader's own clock. */
export function sayTime(moment: string | null): string {
  if (moment === null) return say('time.unknown');
  return new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit' }).format(new Date(moment));
}

/** "23 Nov 2026, 10:12", in the reader's own format. */
export function sayDay(moment: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

/** "12 seconds ago", "2 minutes ago". */
export function sayAgo(moment: string, now: number): string {
  const seconds = Math.max(1, Math.round((now - Date.parse(moment)) / 1000));
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  if (seconds < 60) return words.format(-seconds, 'second');
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return words.format(-Math.floor(seconds / 3600), 'hour');
  return words.format(-Math.floor(seconds / 86_400), 'day');
}

const locale = (): string => localeOf(spoken.get().language);

const filled = (sentence: string, values: Values): string =>
  sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));

function counted(forms: Plurals, count: number): string {
  const form = new Intl.PluralRules(spoken.get().language).select(count);
  return filled(forms[form] ?? forms.other, { count });
}
