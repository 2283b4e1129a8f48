import type { Language } from './language';

/** The label of a link's picture. It is loaded with what draws the picture. */
export const qrLabels: Readonly<Record<Language, string>> = {
  en: 'QR code of the link that opens our bot in Telegram',
  de: 'QR-Code des Links, der unseren Bot in Telegram öffnet',
  ru: 'QR-код ссылки, которая открывает нашего бота в Telegram',
};
