import { BotApiError, isPictureRefused, refusalOf } from './bot-api.error';

const refused = (code: number, description: string) => new BotApiError('refused', description, { code });

describe('a refusal by Telegram', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'bot_blocked'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'bot_not_started'],
    [403, 'Forbidden: user is deactivated', 'user_deactivated'],
    [400, 'Bad Request: chat not found', 'chat_not_found'],
    [403, "Forbidden: the bot can't send messages to the bot", 'chat_not_found'],
    [400, 'Bad Request: PEER_ID_INVALID', 'bot_not_started'],
    [400, 'Bad Request: message caption is too long', 'internal'],
    [403, 'Forbidden: something new', 'internal'],
  ])('%d %s is told as the right word', (code, description, reason) => {
    const error = refused(code, description);
    expect(error.message).toBe(`${code}: ${description}`);
    expect(refusalOf(error)).toBe(reason);
  });

  it.each([
    'Bad Request: PHOTO_INVALID_DIMENSIONS',
    'Bad Request: IMAGE_PROCESS_FAILED',
    'Bad Request: file must be non-empty',
    'Bad Request: there is no photo in the request',
    'Bad Request: not enough rights to send photos to the chat',
    'Photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp',
    'Request Entity Too Large',
  ])('"%s" is about the picture', (description) => {
    expect(isPictureRefused(refused(400, description))).toBe(true);
  });

  it('is not about the picture when it is about the chat', () => {
    expect(isPictureRefused(refused(400, 'Bad Request: chat not found'))).toBe(false);
  });

  it.each([
    `inline keyboard button URL 'http://localhost:3000/verify#AbC-123_secret' is invalid: Wrong HTTP URL`,
    `inline keyboard button URL 'http://x/it's#AbC-123_secret' is invalid: Wrong HTTP URL`,
    `can't parse entities: Unsupported start tag "AbC-123_secret" at byte offset 3`,
    'cannot fetch https://api.telegram.org/bot123456:AbC-123_secret/sendPhoto',
    'no such path /bot123456:AbC-123_secret/getMe',
    'the token 123456:AbC-123_secret is wrong',
  ])('keeps what was refused out of its text: %s', (description) => {
    const error = refused(400, description);
    expect(error.message).not.toContain('AbC-123');
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('keeps codes and link tokens out of its text, quoted or not', () => {
    const error = refused(400, `no 834129 and no ${'aB3_-'.repeat(8)} here\u0000\n`);
    expect(error.message).toBe('400: no … and no … here ');
  });
});
