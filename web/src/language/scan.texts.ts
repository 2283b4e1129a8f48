import type { Language } from './language';

const english = {
  headline: 'Scan the picture',
  asking: 'Allow the camera, if your browser asks.',
  looking: 'Hold the picture from Telegram before the camera.',
  reading: 'Looking at the picture.',
  strange: 'That QR code is not ours. Show the one of your message.',
  nothing: 'There is no QR code in that picture.',
  insecure: 'The camera works on secure pages alone. Choose or paste a picture.',
  refused: 'The camera is not allowed here. Allow it beside the address, or choose a picture.',
  none: 'There is no camera. Choose or paste a picture.',
  busy: 'The camera does not start, another app may have it. Choose or paste a picture.',
  failed: 'Scanning does not work just now. Please type the code.',
  choose: 'Choose a picture',
  close: 'Type the code instead',
};

/** What the scanner says. It comes with the scanner, in every language: few ever open it. */
export const scanTexts: Readonly<Record<Language, Readonly<Record<keyof typeof english, string>>>> = {
  en: english,
  de: {
    headline: 'Das Bild scannen',
    asking: 'Erlauben Sie die Kamera, wenn Ihr Browser fragt.',
    looking: 'Halten Sie das Bild aus Telegram vor die Kamera.',
    reading: 'Das Bild wird angesehen.',
    strange: 'Dieser QR-Code ist nicht von uns. Zeigen Sie den Ihrer Nachricht.',
    nothing: 'In diesem Bild ist kein QR-Code.',
    insecure: 'Die Kamera geht nur auf sicheren Seiten. Wählen Sie ein Bild oder fügen Sie eines ein.',
    refused: 'Die Kamera ist hier nicht erlaubt. Erlauben Sie sie neben der Adresse oder wählen Sie ein Bild.',
    none: 'Es gibt keine Kamera. Wählen Sie ein Bild oder fügen Sie eines ein.',
    busy: 'Die Kamera startet nicht, vielleicht hat sie eine andere App. Wählen Sie ein Bild.',
    failed: 'Scannen geht gerade nicht. Bitte tippen Sie den Code ein.',
    choose: 'Ein Bild wählen',
    close: 'Lieber den Code tippen',
  },
  ru: {
    headline: 'Отсканируйте картинку',
    asking: 'Разрешите камеру, если браузер спросит.',
    looking: 'Поднесите картинку из Telegram к камере.',
    reading: 'Смотрим картинку.',
    strange: 'Этот QR-код не наш. Покажите тот, что в вашем сообщении.',
    nothing: 'На этой картинке нет QR-кода.',
    insecure: 'Камера работает только на защищённых страницах. Выберите или вставьте картинку.',
    refused: 'Камера здесь запрещена. Разрешите её рядом с адресом или выберите картинку.',
    none: 'Камеры нет. Выберите или вставьте картинку.',
    busy: 'Камера не запускается, возможно, она занята. Выберите или вставьте картинку.',
    failed: 'Сейчас сканировать не получается. Введите код вручную.',
    choose: 'Выбрать картинку',
    close: 'Лучше ввести код',
  },
};
