import { memberEnglish } from './english.member';
import { memberGerman } from './german.member';
import type { Language } from './language';
import { memberRussian } from './russian.member';

/** Texts that only people who are signed in, or change the settings, need to read: they are loaded with their pages. */
export const memberTexts = {
  en: memberEnglish,
  de: memberGerman,
  ru: memberRussian,
} satisfies Record<Language, unknown>;
