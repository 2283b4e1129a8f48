import type { Language } from './language';

/** What the picture of a link is called. It comes with what draws it. */
export const qrLabels: Readonly<Record<Language, string>> = {
  en: 'QR code of the link that opens our bot in Telegram',
  de: 'QR-Code des Links, der unseren Bot in Telegram öffnet',
  ru: 'QR-код ссылки, которая открывает нашего бота в Telegram',
};
