import { Store } from '../store';
import { deviceShelf, type Shelf } from '../shelf';
import { english, type Words } from './english';
import type { Texts } from './texts';

/** The languages that we speak, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch', ru: 'Русский' } as const;

export type Language = keyof typeof languages;

const KEY = 'telega2go.language';

/** The current language. It is set together with its texts, so that the page never mixes two. */
export const spoken = new Store<Readonly<{ language: Language; texts: Texts<Words> }>>({
  language: 'en',
  texts: english,
});

const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts<Words>>>> = {
  de: async () => (await import('./german')).german,
  ru: async () => (await import('./russian')).russian,
};

/**
 * The language that the person chose on this device, else the first of the browser's that we speak, else English.
 * @param known the languages of the app at hand; the first is the fallback
 */
export function preferredLanguage(
  shelf: Shelf,
  wanted: readonly string[],
  known = Object.keys(languages) as readonly Language[],
): Language {
  const wished = [shelf.getItem(KEY) ?? '', ...wanted].map((tag) => tag.split('-')[0]!.toLowerCase());
  return wished.find((tag): tag is Language => (known as readonly string[]).includes(tag)) ?? known[0] ?? 'en';
}

/** Sets the language by hand, and keeps it on this device. */
export function chooseLanguage(language: Language): Promise<boolean> {
  deviceShelf.setItem(KEY, language);
  return speak(language);
}

/** A choice in one tab applies to the others; and each app is shown in a language that it speaks. */
export function followLanguage<T extends Readonly<{ languages?: readonly Language[] }>>(
  asking: Store<T>,
): Promise<boolean> {
  const speakPreferred = () => speak(preferredLanguage(deviceShelf, browserLanguages(), asking.get().languages));
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) void speakPreferred();
  });
  asking.subscribe(() => void speakPreferred());
  return speakPreferred();
}

/** False if its texts did not come, as on a lost connection: then the language stays as it was. */
export async function speak(language: Language): Promise<boolean> {
  const texts = language === 'en' ? english : await others[language]().catch(() => null);
  if (texts) spoken.set({ language, texts });
  return texts !== null;
}

/** The language with the person's own region, if the browser names one: "de-AT" has other dates than "de-DE". */
export function localeOf(language: Language, wanted: readonly string[] = browserLanguages()): string {
  return wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

/** In the order of the person's preference; none outside a browser. */
export const browserLanguages = (): readonly string[] => (globalThis.navigator as Partial<Navigator>)?.languages ?? [];
