import type { Language } from '../../config/languages';

/** The bot's commands, in the order of its menu. */
export const commands = ['login', 'language', 'help', 'stop'] as const;
type MenuEntry = `menu.${(typeof commands)[number]}`;

/** What messages and the bot say, in the languages that we speak. Sentences are Telegram's HTML. */
export type Texts = Readonly<{
  onItsWay: string;
  linkOnItsWay: string;
  yourCode: (code: string) => string;
  life: (seconds: string) => string;
  toConfirm: (reason: string) => string;
  tapOrType: string;
  scanOrType: string;
  typeIt: string;
  askedBy: (browser: string, system: string) => string;
  neverShare: string;
  neverShareCode: string;
  neverShareLink: string;
  tapLink: string;
  scanLink: string;
  tapToApprove: string;
  scanToApprove: string;
  /** For a page behind the link that lets the person choose which device to let in. */
  tapToChoose: string;
  scanToChoose: string;
  linkLife: (seconds: string) => string;
  openLink: string;
  copyCode: string;
  denyButton: string;
  denied: (app: string) => string;
  tooLate: string;
  help: (app: string) => string;
  notUnderstood: string;
  openWebsite: string;
  chooseLanguage: string;
  languageChosen: string;
  linkUnknown: string;
  notFromHere: string;
  tooMany: string;
  busy: string;
  guessing: (app: string) => string;
  stopped: string;
  signedIn: (app: string, browser: string, system: string, time: string) => string;
  notMeButton: string;
  signedOut: string;
  phoneKept: string;
  phoneOfAnother: string;
  phoneOfNobody: string;
  emailChanged: string;
  phoneChanged: string;
  emailAndPhoneChanged: string;
  emailProvenElsewhere: string;
  dataExported: string;
  notYou: string;
  unknownBrowser: string;
  unknownSystem: string;
}> &
  Readonly<Record<MenuEntry, string>>;

const en: Texts = {
  linkOnItsWay: 'Your sign-in link is on its way…',
  onItsWay: 'Your code is on its way…',
  yourCode: (code) => `Your code: <code>${code}</code>`,
  toConfirm: (reason) => `To confirm: <b>${reason}</b>`,
  life: (seconds) => `It works for ${seconds}; then this message deletes itself.`,
  tapOrType: 'Tap “Sign in” below, or type the code where you started.',
  scanOrType: 'Scan the QR code, or type the code where you started.',
  typeIt: 'Type the code where you started.',
  askedBy: (browser, system) => `Requested from ${browser} on ${system}.`,
  neverShare: 'Never share this code or link.',
  neverShareCode: 'Never share this code.',
  neverShareLink: 'Never share this link.',
  tapLink: 'Tap “Sign in” to sign in on this device, or scan the QR code with another device.',
  scanLink: 'Scan the QR code with the device that you want to sign in on.',
  tapToApprove: 'Tap “Sign in” below, and let in the device on which you started.',
  scanToApprove: 'Scan the QR code, and let in the device on which you started.',
  tapToChoose: 'Tap “Sign in” below, and choose the device to sign in on.',
  scanToChoose: 'Scan the QR code, and choose the device to sign in on.',
  linkLife: (seconds) => `The link works once, for ${seconds}; then this message deletes itself.`,
  openLink: 'Sign in',
  copyCode: 'Copy the code',
  denyButton: "This wasn't me",
  denied: (app) => `Stopped. The code for ${app} no longer works.`,
  tooLate: 'This has already ended.',
  help: (app) =>
    `I send sign-in codes for ${app}, and what I send deletes itself. Start on the website, or:\n/login – get a sign-in link\n/language – choose the language of my messages\n/stop – make me forget this chat`,
  notUnderstood: "I can't answer messages. /help says what I can do.",
  openWebsite: 'Open the website',
  'menu.login': 'Get a sign-in link',
  'menu.language': 'Choose the language of my messages',
  'menu.help': 'What I can do',
  'menu.stop': 'Make me forget this chat',
  chooseLanguage: 'In which language shall I write to you?',
  languageChosen: "Done. I'll write to you in English.",
  notFromHere: 'Sign in on the website: links that are asked for here are switched off.',
  linkUnknown: "This link doesn't work any more. Start again on the website.",
  tooMany: 'Too many sign-in messages for this chat. Please try again in an hour.',
  busy: 'A lot of people are signing in right now. Please open the link again in a few minutes.',
  guessing: (app) =>
    `Someone has been trying to guess your codes for ${app}. Typing codes is off for up to a day; “Sign in” below a message still works.`,
  stopped: "Done. I've forgotten this chat; your account is unchanged. Press Start to come back.",
  signedIn: (app, browser, system, time) => `Signed in to ${app} with ${browser} on ${system}, ${time}.`,
  notMeButton: 'Not you?',
  signedOut: 'Signed out there, and what was changed there is undone.',
  phoneKept: 'Thank you. This is now the phone number of your account.',
  phoneOfAnother: "That isn't your own contact, so it wasn't saved. Share your own phone number.",
  phoneOfNobody: "You don't have an account yet. Register on the website first.",
  emailChanged: 'Your e-mail address was changed.',
  phoneChanged: 'Your phone number was changed.',
  emailAndPhoneChanged: 'Your e-mail address and phone number were changed.',
  emailProvenElsewhere:
    'Your e-mail is no longer proven here: another account has proven it by a code that was sent there.',
  dataExported: 'Your data was downloaded.',
  notYou: "If that wasn't you, sign in and end all other sessions.",
  unknownBrowser: 'an app',
  unknownSystem: 'an unknown system',
};

const de: Texts = {
  linkOnItsWay: 'Ihr Link zum Anmelden kommt gleich …',
  onItsWay: 'Ihr Code kommt gleich …',
  yourCode: (code) => `Ihr Code: <code>${code}</code>`,
  toConfirm: (reason) => `Zu bestätigen: <b>${reason}</b>`,
  life: (seconds) => `Er gilt ${seconds}; dann löscht sich diese Nachricht.`,
  tapOrType: 'Tippen Sie unten auf „Anmelden“ oder geben Sie den Code dort ein, wo Sie begonnen haben.',
  scanOrType: 'Scannen Sie den QR-Code oder geben Sie den Code dort ein, wo Sie begonnen haben.',
  typeIt: 'Geben Sie den Code dort ein, wo Sie begonnen haben.',
  askedBy: (browser, system) => `Angefordert mit ${browser} unter ${system}.`,
  neverShare: 'Geben Sie diesen Code und den Link niemals weiter.',
  neverShareCode: 'Geben Sie diesen Code niemals weiter.',
  neverShareLink: 'Geben Sie diesen Link niemals weiter.',
  tapLink:
    'Tippen Sie auf „Anmelden“, um sich auf diesem Gerät anzumelden, oder scannen Sie den QR-Code mit einem anderen.',
  scanLink: 'Scannen Sie den QR-Code mit dem Gerät, auf dem Sie sich anmelden möchten.',
  tapToApprove: 'Tippen Sie unten auf „Anmelden“ und lassen Sie das Gerät herein, auf dem Sie begonnen haben.',
  scanToApprove: 'Scannen Sie den QR-Code und lassen Sie das Gerät herein, auf dem Sie begonnen haben.',
  tapToChoose: 'Tippen Sie unten auf „Anmelden“ und wählen Sie das Gerät, auf dem Sie sich anmelden.',
  scanToChoose: 'Scannen Sie den QR-Code und wählen Sie das Gerät, auf dem Sie sich anmelden.',
  linkLife: (seconds) => `Der Link gilt einmal, ${seconds} lang; dann löscht sich diese Nachricht.`,
  openLink: 'Anmelden',
  copyCode: 'Code kopieren',
  denyButton: 'Das war ich nicht',
  denied: (app) => `Gestoppt. Der Code für ${app} gilt nicht mehr.`,
  tooLate: 'Das ist bereits beendet.',
  help: (app) =>
    `Ich sende Anmeldecodes für ${app}; was ich sende, löscht sich selbst. Beginnen Sie auf der Website oder mit:\n/login – Link zum Anmelden anfordern\n/language – Sprache meiner Nachrichten wählen\n/stop – diesen Chat vergessen lassen`,
  notUnderstood: 'Auf Nachrichten kann ich nicht antworten. /help zeigt, was ich kann.',
  openWebsite: 'Website öffnen',
  'menu.login': 'Link zum Anmelden anfordern',
  'menu.language': 'Sprache meiner Nachrichten wählen',
  'menu.help': 'Was ich kann',
  'menu.stop': 'Diesen Chat vergessen lassen',
  chooseLanguage: 'In welcher Sprache soll ich Ihnen schreiben?',
  languageChosen: 'Erledigt. Ich schreibe Ihnen auf Deutsch.',
  notFromHere: 'Melden Sie sich auf der Website an: Links, die hier angefordert werden, sind abgeschaltet.',
  linkUnknown: 'Dieser Link gilt nicht mehr. Bitte beginnen Sie auf der Website von vorn.',
  tooMany: 'Zu viele Nachrichten zum Anmelden in diesem Chat. Bitte versuchen Sie es in einer Stunde noch einmal.',
  busy: 'Gerade melden sich sehr viele Menschen an. Bitte öffnen Sie den Link in ein paar Minuten noch einmal.',
  guessing: (app) =>
    `Jemand hat versucht, Ihre Codes für ${app} zu erraten. Codes einzugeben ist bis zu einen Tag lang gesperrt; „Anmelden“ unter einer Nachricht funktioniert weiterhin.`,
  stopped:
    'Erledigt, dieser Chat ist vergessen; Ihr Konto bleibt unverändert. Drücken Sie auf Start, wenn Sie wiederkommen möchten.',
  signedIn: (app, browser, system, time) => `Angemeldet bei ${app} mit ${browser} unter ${system}, ${time}.`,
  notMeButton: 'Waren Sie das nicht?',
  signedOut: 'Dort abgemeldet; was dort geändert wurde, ist rückgängig gemacht.',
  phoneKept: 'Danke. Das ist jetzt die Telefonnummer Ihres Kontos.',
  phoneOfAnother:
    'Das ist nicht Ihr eigener Kontakt, er wurde nicht gespeichert. Teilen Sie Ihre eigene Telefonnummer.',
  phoneOfNobody: 'Sie haben noch kein Konto. Registrieren Sie sich zuerst auf der Website.',
  emailChanged: 'Ihre E-Mail-Adresse wurde geändert.',
  phoneChanged: 'Ihre Telefonnummer wurde geändert.',
  emailAndPhoneChanged: 'Ihre E-Mail-Adresse und Ihre Telefonnummer wurden geändert.',
  emailProvenElsewhere:
    'Ihre E-Mail ist hier nicht mehr bestätigt: Ein anderes Konto hat sie mit einem dorthin gesandten Code bestätigt.',
  dataExported: 'Ihre Daten wurden heruntergeladen.',
  notYou: 'Wenn Sie das nicht waren, melden Sie sich an und beenden Sie alle anderen Sitzungen.',
  unknownBrowser: 'einer App',
  unknownSystem: 'einem unbekannten System',
};

const ru: Texts = {
  linkOnItsWay: 'Ссылка для входа сейчас придёт…',
  onItsWay: 'Код сейчас придёт…',
  yourCode: (code) => `Ваш код: <code>${code}</code>`,
  toConfirm: (reason) => `Подтвердите: <b>${reason}</b>`,
  life: (seconds) => `Срок действия: ${seconds}, затем сообщение удалится само.`,
  tapOrType: 'Нажмите «Войти» ниже или введите код там, где начали.',
  scanOrType: 'Отсканируйте QR-код или введите код там, где начали.',
  typeIt: 'Введите код там, где начали.',
  askedBy: (browser, system) => `Запрошено: ${browser}, ${system}.`,
  neverShare: 'Никому не сообщайте этот код и ссылку.',
  neverShareCode: 'Никому не сообщайте этот код.',
  neverShareLink: 'Никому не сообщайте эту ссылку.',
  tapLink: 'Нажмите «Войти», чтобы войти на этом устройстве, или отсканируйте QR-код другим.',
  scanLink: 'Отсканируйте QR-код устройством, на котором хотите войти.',
  tapToApprove: 'Нажмите «Войти» ниже и впустите устройство, на котором начали.',
  scanToApprove: 'Отсканируйте QR-код и впустите устройство, на котором начали.',
  tapToChoose: 'Нажмите «Войти» ниже и выберите устройство для входа.',
  scanToChoose: 'Отсканируйте QR-код и выберите устройство для входа.',
  linkLife: (seconds) => `Ссылка одноразовая. Срок действия: ${seconds}, затем сообщение удалится само.`,
  openLink: 'Войти',
  copyCode: 'Скопировать код',
  denyButton: 'Это не я',
  denied: (app) => `Остановлено. Код для ${app} больше не действует.`,
  tooLate: 'Это уже завершено.',
  help: (app) =>
    `Я присылаю коды для входа в ${app}; мои сообщения удаляются сами. Начните на сайте или отправьте:\n/login — получить ссылку для входа\n/language — выбрать язык сообщений\n/stop — забыть этот чат`,
  notUnderstood: 'На сообщения я не отвечаю. Что я умею, скажет /help.',
  openWebsite: 'Открыть сайт',
  'menu.login': 'Получить ссылку для входа',
  'menu.language': 'Выбрать язык сообщений',
  'menu.help': 'Что я умею',
  'menu.stop': 'Забыть этот чат',
  chooseLanguage: 'На каком языке вам писать?',
  languageChosen: 'Готово. Буду писать вам по-русски.',
  notFromHere: 'Войдите на сайте: ссылки, запрошенные здесь, отключены.',
  linkUnknown: 'Ссылка больше не действует. Начните заново на сайте.',
  tooMany: 'В этот чат пришло слишком много сообщений для входа. Попробуйте снова через час.',
  busy: 'Сейчас входит очень много людей. Откройте ссылку ещё раз через несколько минут.',
  guessing: (app) =>
    `Кто-то пытался угадать ваши коды для ${app}. Ввод кодов закрыт не дольше чем на сутки; кнопка «Войти» под сообщением работает по-прежнему.`,
  stopped: 'Готово, чат забыт; ваш аккаунт не изменён. Нажмите «Старт», когда захотите вернуться.',
  signedIn: (app, browser, system, time) => `Выполнен вход в ${app}: ${browser}, ${system}, ${time}.`,
  notMeButton: 'Это не вы?',
  signedOut: 'Там выполнен выход, изменения оттуда отменены.',
  phoneKept: 'Спасибо. Теперь это номер телефона вашего аккаунта.',
  phoneOfAnother: 'Это не ваш контакт, он не сохранён. Отправьте собственный номер телефона.',
  phoneOfNobody: 'У вас ещё нет аккаунта. Сначала зарегистрируйтесь на сайте.',
  emailChanged: 'Ваш адрес почты изменён.',
  phoneChanged: 'Ваш номер телефона изменён.',
  emailAndPhoneChanged: 'Ваши адрес почты и номер телефона изменены.',
  emailProvenElsewhere:
    'Ваша почта здесь больше не подтверждена: её подтвердил другой аккаунт кодом, отправленным на неё.',
  dataExported: 'Ваши данные скачаны.',
  notYou: 'Если это были не вы, войдите и завершите все остальные сеансы.',
  unknownBrowser: 'приложение',
  unknownSystem: 'неизвестная система',
};

const languages: Readonly<Record<Language, Texts>> = { en, de, ru };

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag);

/** The language we speak that suits a Telegram `language_code` such as `de` or `pt-br`. */
export function languageOf(languageCode: string | undefined): Language {
  const language = languageCode?.toLowerCase().split('-')[0] ?? 'en';
  return isLanguage(language) ? language : 'en';
}

export const textsIn = (language: string): Texts => languages[languageOf(language)];

/** Escapes text from outside for HTML. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Browser and system as a sentence names them, even if they are unknown. */
export const deviceIn = (texts: Texts, { browser, system }: Readonly<{ browser: string; system: string }>) =>
  [browser || texts.unknownBrowser, system || texts.unknownSystem] as const;
