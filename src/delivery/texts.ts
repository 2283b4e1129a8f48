/** What a message and the bot say, in the languages that we speak. Sentences are HTML as Telegram reads it. */
export type Texts = Readonly<{
  onItsWay: string;
  yourCode: (code: string) => string;
  life: (seconds: string) => string;
  toConfirm: (reason: string) => string;
  scanOrType: string;
  typeIt: string;
  askedBy: (browser: string, system: string) => string;
  neverShare: string;
  openLink: string;
  copyCode: string;
  denyButton: string;
  denied: string;
  tooLate: string;
  help: string;
  linkUnknown: string;
  tooMany: string;
  busy: string;
  guessing: string;
  stopped: string;
  signedIn: (browser: string, system: string, time: string) => string;
  notMeButton: string;
  signedOut: string;
  phoneKept: string;
  phoneOfAnother: string;
  phoneOfNobody: string;
  emailChanged: string;
  phoneChanged: string;
  emailAndPhoneChanged: string;
  dataExported: string;
  notYou: string;
  unknownBrowser: string;
  unknownSystem: string;
}>;

const en: Texts = {
  onItsWay: 'Your code is on its way…',
  yourCode: (code) => `Your code: <code>${code}</code>`,
  toConfirm: (reason) => `To confirm: <b>${reason}</b>`,
  life: (seconds) => `It works for ${seconds}; then this message destroys itself.`,
  scanOrType: 'Scan the picture, or type the code where you started.',
  typeIt: 'Type the code where you started.',
  askedBy: (browser, system) => `Asked for by ${browser} on ${system}.`,
  neverShare: 'Never share this code.',
  openLink: 'Sign in',
  copyCode: 'Copy the code',
  denyButton: "This wasn't me",
  denied: 'Stopped. The code no longer works.',
  tooLate: 'This one is over already.',
  help: 'This bot brings your sign-in codes. Start on the website; the code comes here and destroys itself. /stop makes the bot forget this chat.',
  linkUnknown: 'This link does not work any more. Start again on the website.',
  tooMany: 'Too many codes for this chat. Please try again in an hour.',
  busy: 'Very many people sign in right now. Please open the link again in a few minutes.',
  guessing:
    'Somebody has been guessing your codes. Codes are off for up to a day; the link in the message still signs you in.',
  stopped: 'Forgotten. Press Start whenever you want to come back.',
  signedIn: (browser, system, time) => `Signed in with ${browser} on ${system}, ${time}.`,
  notMeButton: 'Not you?',
  signedOut: 'Signed out there. What was changed there is as it was.',
  phoneKept: 'Thank you. This is now the phone number of your account.',
  phoneOfAnother: 'That is not your own contact, so it was not kept. Share your own phone number.',
  phoneOfNobody: 'You have no account yet. Register on the website first.',
  emailChanged: 'Your e-mail address was changed.',
  phoneChanged: 'Your phone number was changed.',
  emailAndPhoneChanged: 'Your e-mail address and phone number were changed.',
  dataExported: 'Your data was downloaded.',
  notYou: "If that wasn't you, sign in and end all other sessions.",
  unknownBrowser: 'an app',
  unknownSystem: 'an unknown system',
};

const de: Texts = {
  onItsWay: 'Ihr Code kommt gleich …',
  yourCode: (code) => `Ihr Code: <code>${code}</code>`,
  toConfirm: (reason) => `Zu bestätigen: <b>${reason}</b>`,
  life: (seconds) => `Er gilt ${seconds}; dann löscht sich diese Nachricht.`,
  scanOrType: 'Scannen Sie das Bild oder tippen Sie den Code dort ein, wo Sie angefangen haben.',
  typeIt: 'Tippen Sie den Code dort ein, wo Sie angefangen haben.',
  askedBy: (browser, system) => `Angefordert von ${browser} auf ${system}.`,
  neverShare: 'Geben Sie diesen Code niemals weiter.',
  openLink: 'Anmelden',
  copyCode: 'Code kopieren',
  denyButton: 'Das war ich nicht',
  denied: 'Gestoppt. Der Code gilt nicht mehr.',
  tooLate: 'Das ist schon vorbei.',
  help: 'Dieser Bot bringt Ihre Anmeldecodes. Fangen Sie auf der Website an; der Code kommt hierher und löscht sich selbst. Mit /stop vergisst der Bot diesen Chat.',
  linkUnknown: 'Dieser Link gilt nicht mehr. Bitte fangen Sie auf der Website neu an.',
  tooMany: 'Zu viele Codes für diesen Chat. Bitte versuchen Sie es in einer Stunde noch einmal.',
  busy: 'Gerade melden sich sehr viele Menschen an. Bitte öffnen Sie den Link in ein paar Minuten noch einmal.',
  guessing:
    'Jemand hat versucht, Ihre Codes zu erraten. Codes sind bis zu einen Tag lang gesperrt; über den Link in der Nachricht können Sie sich weiterhin anmelden.',
  stopped: 'Vergessen. Drücken Sie auf Start, wenn Sie wiederkommen möchten.',
  signedIn: (browser, system, time) => `Angemeldet mit ${browser} auf ${system}, ${time}.`,
  notMeButton: 'Das waren nicht Sie?',
  signedOut: 'Dort abgemeldet. Was dort geändert wurde, ist wieder wie vorher.',
  phoneKept: 'Danke. Das ist jetzt die Telefonnummer Ihres Kontos.',
  phoneOfAnother: 'Das ist nicht Ihr eigener Kontakt und wurde nicht übernommen. Teilen Sie Ihre eigene Telefonnummer.',
  phoneOfNobody: 'Sie haben noch kein Konto. Registrieren Sie sich zuerst auf der Website.',
  emailChanged: 'Ihre E-Mail-Adresse wurde geändert.',
  phoneChanged: 'Ihre Telefonnummer wurde geändert.',
  emailAndPhoneChanged: 'Ihre E-Mail-Adresse und Ihre Telefonnummer wurden geändert.',
  dataExported: 'Ihre Daten wurden heruntergeladen.',
  notYou: 'Wenn Sie das nicht waren, melden Sie sich an und beenden Sie alle anderen Sitzungen.',
  unknownBrowser: 'einer App',
  unknownSystem: 'einem unbekannten System',
};

const ru: Texts = {
  onItsWay: 'Код сейчас придёт…',
  yourCode: (code) => `Ваш код: <code>${code}</code>`,
  toConfirm: (reason) => `Подтвердите: <b>${reason}</b>`,
  life: (seconds) => `Срок действия: ${seconds}, затем сообщение удалится само.`,
  scanOrType: 'Отсканируйте картинку или введите код там, где начали.',
  typeIt: 'Введите код там, где начали.',
  askedBy: (browser, system) => `Запрошено: ${browser}, ${system}.`,
  neverShare: 'Никому не сообщайте этот код.',
  openLink: 'Войти',
  copyCode: 'Скопировать код',
  denyButton: 'Это не я',
  denied: 'Остановлено. Код больше не действует.',
  tooLate: 'Это уже завершено.',
  help: 'Этот бот приносит коды для входа. Начните на сайте: код придёт сюда и удалится сам. Команда /stop — бот забудет этот чат.',
  linkUnknown: 'Ссылка больше не действует. Начните заново на сайте.',
  tooMany: 'Слишком много кодов для этого чата. Попробуйте снова через час.',
  busy: 'Сейчас входит очень много людей. Откройте ссылку ещё раз через несколько минут.',
  guessing:
    'Кто-то пытался угадать ваши коды. Вход по коду закрыт не дольше чем на сутки; ссылка в сообщении по-прежнему работает.',
  stopped: 'Забыто. Нажмите «Старт», когда захотите вернуться.',
  signedIn: (browser, system, time) => `Выполнен вход: ${browser}, ${system}, ${time}.`,
  notMeButton: 'Это не вы?',
  signedOut: 'Там выполнен выход. Изменения оттуда отменены.',
  phoneKept: 'Спасибо. Теперь это номер телефона вашей учётной записи.',
  phoneOfAnother: 'Это не ваш контакт, он не сохранён. Отправьте собственный номер телефона.',
  phoneOfNobody: 'У вас ещё нет учётной записи. Сначала зарегистрируйтесь на сайте.',
  emailChanged: 'Ваш адрес эл. почты изменён.',
  phoneChanged: 'Ваш номер телефона изменён.',
  emailAndPhoneChanged: 'Ваши адрес эл. почты и номер телефона изменены.',
  dataExported: 'Ваши данные скачаны.',
  notYou: 'Если это были не вы, войдите и завершите все остальные сеансы.',
  unknownBrowser: 'приложение',
  unknownSystem: 'неизвестная система',
};

const languages: Readonly<Record<string, Texts>> = { en, de, ru };

/** The language that we speak for a Telegram `language_code` such as `de` or `pt-br`. */
export function languageOf(languageCode: string | undefined): string {
  const language = languageCode?.toLowerCase().split('-')[0] ?? 'en';
  return Object.hasOwn(languages, language) ? language : 'en';
}

export const textsIn = (language: string): Texts => languages[languageOf(language)]!;

/** Browser and system as a sentence names them, also where nobody told. */
export const deviceIn = (texts: Texts, { browser, system }: Readonly<{ browser: string; system: string }>) =>
  [browser || texts.unknownBrowser, system || texts.unknownSystem] as const;
