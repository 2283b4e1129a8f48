import { ChatSpacing } from './chat.spacing';

describe('a chat', () => {
  it('takes one message a second, whatever other chats take', () => {
    const chats = new ChatSpacing();
    expect([chats.take(1, 0), chats.take(2, 0), chats.take(1, 400), chats.take(1, 1100)]).toEqual([0, 0, 700, 0]);
  });

  it('that was asked in vain is not kept for the caller', () => {
    const chats = new ChatSpacing();
    chats.take(1, 0);
    chats.take(1, 100);
    expect(chats.take(1, 1100)).toBe(0);
  });

  it('is booked by callers that wait, one second after the other', () => {
    const chats = new ChatSpacing();
    expect([chats.book(1, 0), chats.book(1, 0), chats.book(1, 0)]).toEqual([0, 1100, 2200]);
    expect(chats.take(1, 2500)).toBe(800);
  });

  it('is forgotten when it is free again', () => {
    const chats = new ChatSpacing();
    for (let chat = 0; chat < 1000; chat++) chats.take(chat, chat);
    expect((chats as unknown as { freeAt: Map<number, number> }).freeAt.size).toBe(1000);
    chats.take(1, 5000);
    expect((chats as unknown as { freeAt: Map<number, number> }).freeAt.size).toBe(1);
  });
});
