import type {
  EditMessageCaptionParams,
  EditMessageMediaParams,
  EditMessageTextParams,
  SendMessageParams,
  SendPhotoParams,
} from '@gramio/types/params';
import type { OutgoingMessage } from './message';
import {
  blankCaptionPayload,
  blankTextPayload,
  newCaptionPayload,
  newPhotoPayload,
  newTextPayload,
  photoPayload,
  textPayload,
} from './telegram.payload';

const to = { botId: 1, chatId: 7 };
const message: OutgoingMessage = {
  html: '<b>hi</b>',
  buttons: [
    [{ kind: 'url', text: 'Open', url: 'https://example.org/' }],
    [],
    [
      { kind: 'copy', text: 'Copy', copy: '123456' },
      { kind: 'callback', text: 'Not me', data: 'deny' },
    ],
  ],
};

/** The wire form of an upload is ours; the compiler checks the rest against the published types. */
type PhotoParams = Omit<SendPhotoParams, 'photo'>;

describe('what is sent to Telegram', () => {
  it('fits the published Bot API, as a photo and as text', () => {
    const photo = photoPayload(to, message, Buffer.from('png')) satisfies PhotoParams;
    const text = textPayload(to, message) satisfies SendMessageParams;
    const keyboard = {
      inline_keyboard: [
        [{ text: 'Open', url: 'https://example.org/' }],
        [
          { text: 'Copy', copy_text: { text: '123456' } },
          { text: 'Not me', callback_data: 'deny' },
        ],
      ],
    };
    expect(photo).toMatchObject({ caption: '<b>hi</b>', protect_content: true, reply_markup: keyboard });
    expect(text).toMatchObject({ text: '<b>hi</b>', protect_content: true, reply_markup: keyboard });
    expect(text.link_preview_options).toEqual({ is_disabled: true });
  });

  it('fits where it takes the place of one that is there', () => {
    const { photo, ...media } = newPhotoPayload(to, 5, message, Buffer.from('png'));
    const wire = {
      ...media,
      media: { ...media.media, media: 'a part of the request' },
    } satisfies EditMessageMediaParams;
    const text = newTextPayload(to, 5, message) satisfies EditMessageTextParams;
    const caption = newCaptionPayload(to, 5, message) satisfies EditMessageCaptionParams;
    expect(photo).toEqual(Buffer.from('png'));
    expect(wire.media).toMatchObject({ type: 'photo', caption: '<b>hi</b>', parse_mode: 'HTML' });
    for (const payload of [wire, text, caption])
      expect(payload).toMatchObject({
        chat_id: 7,
        message_id: 5,
        reply_markup: { inline_keyboard: expect.any(Array) },
      });
    expect(text).not.toHaveProperty('protect_content');
  });

  it('has no keyboard without buttons', () => {
    expect(textPayload(to, { html: 'x', buttons: [[]] }).reply_markup).toBeUndefined();
  });

  it('takes words and buttons away from a message that cannot be deleted', () => {
    const caption = blankCaptionPayload(to, 5) satisfies EditMessageCaptionParams;
    const text = blankTextPayload(to, 5) satisfies EditMessageTextParams;
    expect([Object.keys(caption), Object.keys(text)]).toEqual([
      ['chat_id', 'message_id', 'caption'],
      ['chat_id', 'message_id', 'text'],
    ]);
  });
});
