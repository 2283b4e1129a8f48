import { memberEnglish } from './english.member';
import { memberGerman } from './german.member';
import type { Language } from './language';
import { memberRussian } from './russian.member';

/** What only people who are signed in need to read, and who change the settings: it is fetched with their pages. */
export const memberTexts = {
  en: memberEnglish,
  de: memberGerman,
  ru: memberRussian,
} satisfies Record<Language, unknown>;
