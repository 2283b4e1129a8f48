import type { ChatRepository } from './chat.repository';
import { aChat, aMoment } from '../users/user.fixture';

type Opened = Readonly<{ repository: ChatRepository; close: () => Promise<void> }>;

const later = (seconds: number): Date => new Date(aMoment.getTime() + seconds * 1000);

/** What every store of chats promises. */
export function describeChatRepository(name: string, open: () => Promise<Opened>): void {
  describe(`chats in ${name}`, () => {
    let repository: ChatRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in', async () => {
      const full = aChat({ chatId: 2 ** 52 - 1, username: 'ann_example', blockedAt: aMoment, language: 'de' });
      for (const chat of [full, aChat()]) {
        await repository.remember(chat, aMoment);
        expect(await repository.find(chat.botId, chat.chatId)).toEqual(chat);
      }
    });

    it('are another with another bot', async () => {
      await repository.remember(aChat({ botId: 1, language: 'de' }), aMoment);
      await repository.remember(aChat({ botId: 2, language: 'ru' }), aMoment);
      expect(await repository.find(1, 1001)).toMatchObject({ language: 'de' });
      expect(await repository.find(1001, 1)).toBeUndefined();
      await repository.forget(1, 1001);
      expect(await repository.find(1, 1001)).toBeUndefined();
      expect(await repository.find(2, 1001)).toMatchObject({ language: 'ru' });
    });

    it('are remembered as they are now, whatever was known before', async () => {
      await repository.remember(aChat({ username: 'ann_example', blockedAt: aMoment, language: 'de' }), aMoment);
      await repository.remember(aChat(), aMoment);
      expect(await repository.find(4242, 1001)).toEqual(aChat());
    });

    it('keep the language that their owner has chosen, whatever Telegram tells', async () => {
      await repository.remember(aChat(), aMoment);
      await repository.chooseLanguage(4242, 1001, 'ru', later(1));
      expect(await repository.find(4242, 1001)).toEqual(aChat({ chosenLanguage: 'ru' }));
      await repository.remember(aChat({ language: 'de' }), later(2));
      expect(await repository.find(4242, 1001)).toEqual(aChat({ language: 'de', chosenLanguage: 'ru' }));
      await repository.chooseLanguage(4242, 1001, 'en', later(3));
      expect(await repository.find(4242, 1001)).toEqual(aChat({ language: 'de', chosenLanguage: 'en' }));
    });

    it('are paused where a language was chosen and Start was not pressed', async () => {
      await repository.chooseLanguage(4242, 1001, 'ru', later(1));
      expect(await repository.find(4242, 1001)).toEqual(aChat({ chosenLanguage: 'ru', pausedAt: later(1) }));
      expect(await repository.listStarted(1001, [4242])).toEqual([]);
      await repository.remember(aChat(), later(2));
      expect(await repository.find(4242, 1001)).toEqual(aChat({ chosenLanguage: 'ru' }));
      expect(await repository.listStarted(1001, [4242])).toEqual([4242]);
    });

    it('know since when the bot is blocked, and that it no longer is', async () => {
      await repository.remember(aChat({ username: 'ann_example' }), aMoment);
      await repository.setBlocked(4242, 1001, true, aMoment);
      expect(await repository.find(4242, 1001)).toEqual(aChat({ username: 'ann_example', blockedAt: aMoment }));
      await repository.setBlocked(4242, 1001, false, aMoment);
      expect(await repository.find(4242, 1001)).toEqual(aChat({ username: 'ann_example' }));
    });

    it('tell which of our bots may write to a person', async () => {
      for (const botId of [1, 2, 3, 4]) await repository.remember(aChat({ botId }), aMoment);
      await repository.remember(aChat({ botId: 5, chatId: 1002 }), aMoment);
      await repository.setBlocked(2, 1001, true, aMoment);
      await repository.forget(3, 1001);
      expect((await repository.listStarted(1001, [1, 2, 3, 5, 4])).toSorted()).toEqual([1, 4]);
      expect(await repository.listStarted(1001, [1, 2])).toEqual([1]);
      expect(await repository.listStarted(1001, [])).toEqual([]);
      expect(await repository.listStarted(1003, [1, 2, 3, 4, 5])).toEqual([]);
      await repository.setBlocked(2, 1001, false, aMoment);
      expect(await repository.listStarted(1001, [2, 3])).toEqual([2]);
    });

    it('are paused with every bot, known or not, until Start is pressed', async () => {
      await repository.remember(aChat({ botId: 1 }), aMoment);
      await repository.pause(1001, [1, 2], later(1));
      expect(await repository.find(1, 1001)).toEqual(aChat({ botId: 1, pausedAt: later(1) }));
      expect(await repository.find(2, 1001)).toEqual(aChat({ botId: 2, pausedAt: later(1) }));
      expect(await repository.listStarted(1001, [1, 2])).toEqual([]);
      await repository.remember(aChat({ botId: 1 }), later(2));
      expect(await repository.listStarted(1001, [1, 2])).toEqual([1]);
    });

    it('are paused by the last of so many unused messages in a row (security 9)', async () => {
      const note = () => repository.noteUnanswered(4242, 1001, 3, later(1));
      expect(await note()).toBe(false);
      expect(await repository.find(4242, 1001)).toBeUndefined();
      await repository.remember(aChat(), aMoment);
      expect([await note(), await note()]).toEqual([false, false]);
      await repository.noteAnswered(4242, 1001);
      expect([await note(), await note(), await note(), await note()]).toEqual([false, false, true, false]);
      expect(await repository.find(4242, 1001)).toEqual(aChat({ pausedAt: later(1) }));
      await repository.remember(aChat(), later(2));
      expect([await note(), await note(), await note()]).toEqual([false, false, true]);
    });

    it('are not made by a block or by forgetting', async () => {
      await repository.setBlocked(4242, 1001, true, aMoment);
      await repository.forget(4242, 1001);
      expect(await repository.find(4242, 1001)).toBeUndefined();
    });
  });
}
