import { aShelf } from '../shelf.fixture';
import { sayAgo, sayLife, saySeconds, sayTriesLeft } from '../words';
import { english } from './english';
import { german } from './german';
import { chooseLanguage, languages, localeOf, preferredLanguage, speak, spoken, type Language } from './language';
import { memberTexts } from './member.texts';
import { russian } from './russian';

const tables = { en: english, de: german, ru: russian } satisfies Record<Language, unknown>;
const sentencesOf = (language: Language): Readonly<Record<string, string>> => ({
  ...tables[language].sentences,
  ...memberTexts[language],
});
const keys = Object.keys(sentencesOf('en'));
const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g))].toSorted();

afterEach(() => speak('en'));

describe.each(Object.keys(languages) as Language[])('in %s', (language) => {
  const { triesLeft, seconds, minutes } = tables[language];
  const sentences = sentencesOf(language);

  it('everything can be said, and nothing else', () => {
    expect(Object.keys(sentences).toSorted()).toEqual(keys.toSorted());
    expect(keys.filter((key) => sentences[key]!.trim() === '')).toEqual([]);
  });

  it('each sentence has the gaps that are filled', () => {
    const differing = keys.filter((key) => `${gapsOf(sentences[key]!)}` !== `${gapsOf(sentencesOf('en')[key]!)}`);
    expect(differing).toEqual([]);
  });

  it('no sentence shouts', () => {
    expect(keys.filter((key) => /!|oops|hoppla|упс/i.test(sentences[key]!))).toEqual([]);
  });

  it('counted things have every form of the language', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const forms of [triesLeft, seconds, minutes])
      expect(Object.keys(forms)).toEqual(expect.arrayContaining(pluralCategories));
  });
});

/** Texts that are the same word in both languages, or no word. */
const SHARED = ['profile.telegram', 'field.name', 'field.optional', 'settings.app', 'app.sandbox'];

it.each(['de', 'ru'] as const)('in %s nothing was left in English', (language) => {
  const same = keys.filter((key) => sentencesOf(language)[key] === sentencesOf('en')[key]);
  expect(same.filter((key) => !SHARED.includes(key))).toEqual([]);
});

describe('the language', () => {
  it('is the first of the browser that we speak, else English', () => {
    expect(preferredLanguage(aShelf(), ['fr-CA', 'de-AT', 'en'])).toBe('de');
    expect(preferredLanguage(aShelf(), ['RU'])).toBe('ru');
    expect(preferredLanguage(aShelf(), ['fr', 'constructor'])).toBe('en');
    expect(preferredLanguage(aShelf(), [])).toBe('en');
    // For an app that speaks only some of them.
    expect(preferredLanguage(aShelf(), ['en', 'ru'], ['de', 'ru'])).toBe('ru');
    expect(preferredLanguage(aShelf(), ['en'], ['de', 'ru'])).toBe('de');
  });

  it('is what was chosen on this device, whatever the browser says', () => {
    const shelf = aShelf();
    shelf.setItem('telega2go.language', 'ru');
    expect(preferredLanguage(shelf, ['de'])).toBe('ru');
    shelf.setItem('telega2go.language', 'xx');
    expect(preferredLanguage(shelf, ['de'])).toBe('de');
  });

  it('comes with its texts, at once', async () => {
    await chooseLanguage('de');
    expect(spoken.get()).toEqual({ language: 'de', texts: german });
  });

  it('keeps the region of the browser, for dates', () => {
    expect(localeOf('de', ['en-US', 'de-AT'])).toBe('de-AT');
    expect(localeOf('ru', ['en-US'])).toBe('ru');
  });
});

it.each([
  [60, '60 seconds'],
  [90, '90 seconds'],
  [600, '10 minutes'],
  [601, '601 seconds'],
])('a life of %i seconds is told to the second, and in minutes where they are whole', (seconds, told) => {
  expect(sayLife(seconds)).toBe(told);
});

describe('numbers in Russian', () => {
  beforeEach(() => speak('ru'));

  it.each([
    [1, 'Осталась 1 попытка', '1 секунду'],
    [2, 'Осталось 2 попытки', '2 секунды'],
    [5, 'Осталось 5 попыток', '5 секунд'],
    [11, 'Осталось 11 попыток', '11 секунд'],
    [21, 'Осталась 21 попытка', '21 секунду'],
  ])('agree with their nouns: %i', (count, tries, seconds) => {
    expect(sayTriesLeft(count)).toContain(tries);
    expect(saySeconds(count)).toBe(seconds);
  });

  it('so do times that have passed', () => {
    expect(sayAgo('2030-01-01T11:58:00Z', Date.parse('2030-01-01T12:00:00Z'))).toBe('2 минуты назад');
  });
});
