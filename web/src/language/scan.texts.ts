import type { Language } from './language';

const english = {
  headline: 'Scan the QR code',
  asking: 'Allow the camera, if your browser asks.',
  looking: 'Hold the QR code from Telegram up to the camera.',
  reading: 'Reading the picture…',
  strange: 'That isn’t our QR code. Use the one in your message.',
  nothing: 'There’s no QR code in that picture.',
  insecure: 'The camera only works on secure (https) pages. Choose or paste a picture.',
  refused: 'The camera isn’t allowed here. Allow it in the address bar, or choose a picture.',
  none: 'No camera found. Choose or paste a picture.',
  busy: 'The camera didn’t start; another app may be using it. Choose or paste a picture.',
  failed: 'Scanning doesn’t work right now. Please type the code.',
  choose: 'Choose a picture',
  close: 'Type the code instead',
};

/** The scanner's texts. They come with the scanner, in every language: few people ever open it. */
export const scanTexts: Readonly<Record<Language, Readonly<Record<keyof typeof english, string>>>> = {
  en: english,
  de: {
    headline: 'QR-Code scannen',
    asking: 'Erlauben Sie die Kamera, wenn Ihr Browser fragt.',
    looking: 'Halten Sie den QR-Code aus Telegram vor die Kamera.',
    reading: 'Das Bild wird gelesen …',
    strange: 'Das ist nicht unser QR-Code. Nehmen Sie den aus Ihrer Nachricht.',
    nothing: 'In diesem Bild ist kein QR-Code.',
    insecure: 'Die Kamera funktioniert nur auf sicheren Seiten (https). Wählen Sie ein Bild oder fügen Sie eines ein.',
    refused: 'Die Kamera ist hier nicht erlaubt. Erlauben Sie sie in der Adressleiste oder wählen Sie ein Bild.',
    none: 'Keine Kamera gefunden. Wählen Sie ein Bild oder fügen Sie eines ein.',
    busy: 'Die Kamera startet nicht; vielleicht benutzt sie eine andere App. Wählen Sie ein Bild.',
    failed: 'Scannen geht gerade nicht. Bitte geben Sie den Code ein.',
    choose: 'Bild auswählen',
    close: 'Stattdessen Code eingeben',
  },
  ru: {
    headline: 'Отсканируйте QR-код',
    asking: 'Разрешите камеру, если браузер спросит.',
    looking: 'Поднесите QR-код из Telegram к камере.',
    reading: 'Читаем изображение…',
    strange: 'Это не наш QR-код. Нужен тот, что в вашем сообщении.',
    nothing: 'На этом изображении нет QR-кода.',
    insecure: 'Камера работает только на защищённых страницах (https). Выберите или вставьте изображение.',
    refused: 'Камера здесь запрещена. Разрешите её в адресной строке или выберите изображение.',
    none: 'Камера не найдена. Выберите или вставьте изображение.',
    busy: 'Камера не запускается: возможно, она занята. Выберите или вставьте изображение.',
    failed: 'Сейчас сканировать не получается. Введите код вручную.',
    choose: 'Выбрать изображение',
    close: 'Ввести код вручную',
  },
};
