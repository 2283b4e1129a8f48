/** The languages of our messages and pages, of which a person may choose one. */
export const languages = ['en', 'de', 'ru'] as const;
export type Language = (typeof languages)[number];
