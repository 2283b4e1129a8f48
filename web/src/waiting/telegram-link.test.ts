import { botNameOf, telegramLinkOf } from './telegram-link';

const pending = { id: 'v1', telegramLink: 'https://t.me/our_bot?start=abc', chatId: null, isLogin: false, savedAt: 0 };
const app = {
  ...{ id: 'default', name: 'Acme', domain: null, logo: null, color: null },
  ...{ languages: ['en' as const], ways_in: ['code' as const] },
};
const real = { app, sandbox: false, bot_username: 'our_bot', otp_length: 6, otp_ttl_seconds: 60, has_session: false };
const sandbox = { ...real, sandbox: true };

describe('"Open Telegram"', () => {
  it('leads to Start before the message, and to the chat afterwards', () => {
    expect(telegramLinkOf(pending, real, true)).toBe('https://t.me/our_bot?start=abc');
    expect(telegramLinkOf(pending, real, false)).toBe('https://t.me/our_bot');
  });

  it('leads to the sandbox’s phone where there is no Telegram', () => {
    expect(telegramLinkOf(pending, sandbox, true)).toBe('/sandbox?start=abc');
    expect(telegramLinkOf(pending, sandbox, false)).toBe('/sandbox');
    expect(telegramLinkOf({ ...pending, chatId: 42 }, sandbox, false)).toBe('/sandbox?person=42');
  });

  it('waits until the bot’s name is known', () => {
    expect(telegramLinkOf({ ...pending, telegramLink: null }, real, true)).toBeNull();
    expect(telegramLinkOf({ ...pending, telegramLink: null }, sandbox, true)).toBe('/sandbox');
  });

  it('reads the bot’s name from the link if the server has not told it', () => {
    expect(botNameOf(pending, { ...real, bot_username: null })).toBe('@our_bot');
    expect(botNameOf({ ...pending, telegramLink: null }, { ...real, bot_username: null })).toBe('our bot');
  });
});
