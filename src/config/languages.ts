/** The languages that we speak: in messages, on our pages, and of which a person may choose one. */
export const languages = ['en', 'de', 'ru'] as const;
export type Language = (typeof languages)[number];
