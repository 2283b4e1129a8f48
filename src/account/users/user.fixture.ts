import { timeOrderedId } from '../../ids';
import type { Chat } from '../chats/chat.repository';
import type { User } from './user';

/** The time that tests count from. */
export const aMoment = new Date('2030-05-17T12:00:00.000Z');

let lastTelegramId = 1000;

/** A new user, whose Telegram id and e-mail no other has. */
export function aUser(differing: Partial<User> = {}): User {
  const telegramId = ++lastTelegramId;
  return {
    id: timeOrderedId(aMoment),
    telegramId,
    name: 'Ann Example',
    email: `ann${telegramId}@example.org`,
    createdAt: aMoment,
    signedInAt: aMoment,
    ...differing,
  };
}

export const aChat = (differing: Partial<Chat> = {}): Chat => ({
  botId: 4242,
  chatId: 1001,
  language: 'en',
  ...differing,
});
