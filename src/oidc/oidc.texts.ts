import { languages, type Language } from '../config/languages';

/** The texts of the provider's own pages, such as those for a device's code and for signing out. */
export type PageTexts = Readonly<{
  deviceTitle: string;
  deviceAsk: string;
  deviceWrong: string;
  deviceAborted: string;
  deviceCode: string;
  confirmTitle: (app: string) => string;
  confirmAsk: string;
  confirmWarning: string;
  doneTitle: string;
  doneSentence: string;
  signOutTitle: string;
  signOutEverywhere: string;
  signOutNot: string;
  signedOutTitle: string;
  signedOutSentence: string;
  errorTitle: string;
  errorSentence: string;
  next: string;
  cancel: string;
}>;

const english: PageTexts = {
  deviceTitle: 'Sign in on a device',
  deviceAsk: 'Enter the code that your device shows.',
  deviceWrong: "That's not a code we know. Check it and try again.",
  deviceAborted: 'The sign-in was cancelled.',
  deviceCode: 'Code',
  confirmTitle: (app) => `Sign in to ${app}?`,
  confirmAsk: 'Your device should show this code:',
  confirmWarning: "If it doesn't, or if someone sent you here, cancel.",
  doneTitle: 'Signed in',
  doneSentence: 'Go back to your device. You can close this page.',
  signOutTitle: 'Sign out?',
  signOutEverywhere: 'Sign out',
  signOutNot: 'Stay signed in',
  signedOutTitle: "You're signed out",
  signedOutSentence: 'You can close this page.',
  errorTitle: 'This sign-in can’t go on',
  errorSentence: 'Go back to the app and start again.',
  next: 'Continue',
  cancel: 'Cancel',
};

const german: PageTexts = {
  deviceTitle: 'Auf einem Gerät anmelden',
  deviceAsk: 'Geben Sie den Code ein, den Ihr Gerät zeigt.',
  deviceWrong: 'Diesen Code kennen wir nicht. Bitte prüfen Sie ihn.',
  deviceAborted: 'Die Anmeldung wurde abgebrochen.',
  deviceCode: 'Code',
  confirmTitle: (app) => `Bei ${app} anmelden?`,
  confirmAsk: 'Ihr Gerät sollte diesen Code zeigen:',
  confirmWarning: 'Wenn nicht, oder wenn jemand Sie hierher geschickt hat, brechen Sie ab.',
  doneTitle: 'Angemeldet',
  doneSentence: 'Kehren Sie zu Ihrem Gerät zurück. Sie können diese Seite schließen.',
  signOutTitle: 'Abmelden?',
  signOutEverywhere: 'Abmelden',
  signOutNot: 'Angemeldet bleiben',
  signedOutTitle: 'Sie sind abgemeldet',
  signedOutSentence: 'Sie können diese Seite schließen.',
  errorTitle: 'Diese Anmeldung kann nicht fortgesetzt werden',
  errorSentence: 'Kehren Sie zur App zurück und beginnen Sie von vorn.',
  next: 'Weiter',
  cancel: 'Abbrechen',
};

const russian: PageTexts = {
  deviceTitle: 'Вход на устройстве',
  deviceAsk: 'Введите код, который показывает устройство.',
  deviceWrong: 'Такого кода нет. Проверьте его и попробуйте ещё раз.',
  deviceAborted: 'Вход отменён.',
  deviceCode: 'Код',
  confirmTitle: (app) => `Войти в ${app}?`,
  confirmAsk: 'На устройстве должен быть этот код:',
  confirmWarning: 'Если его там нет или вас сюда кто-то направил, отмените вход.',
  doneTitle: 'Вход выполнен',
  doneSentence: 'Вернитесь к устройству. Эту страницу можно закрыть.',
  signOutTitle: 'Выйти?',
  signOutEverywhere: 'Выйти',
  signOutNot: 'Остаться',
  signedOutTitle: 'Вы вышли',
  signedOutSentence: 'Эту страницу можно закрыть.',
  errorTitle: 'Этот вход нельзя продолжить',
  errorSentence: 'Вернитесь в приложение и начните заново.',
  next: 'Продолжить',
  cancel: 'Отмена',
};

const TEXTS: Readonly<Record<Language, PageTexts>> = { en: english, de: german, ru: russian };

/**
 * @param wished languages, the best first, as `ui_locales` and `Accept-Language` name them
 * @param known the languages of the app at hand; the first is the fallback
 */
export function languageOf(wished: readonly string[], known: readonly Language[] = languages): Language {
  const tags = wished.map((tag) => tag.toLowerCase().split('-')[0] as Language);
  return tags.find((tag) => known.includes(tag)) ?? known[0] ?? 'en';
}

export const textsIn = (language: Language): PageTexts => TEXTS[language];
