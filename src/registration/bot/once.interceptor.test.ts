import { APP_FILTER } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { getBotToken, TelegrafModule } from 'nestjs-telegraf';
import type { Telegraf } from 'telegraf';
import type { Update, UserFromGetMe } from 'telegraf/types';
import { AppError } from '../../errors';
import { ProblemFilter } from '../../http/problems/problem.filter';
import { aSqliteDatabase } from '../../../test/harness/sqlite.store';
import { UpdateInbox } from '../../telegram/updates/update.inbox';
import { BotService } from './bot.service';
import { HandledUpdateRepository } from './handled-update.repository';
import { SqliteHandledUpdateRepository } from './handled-update.repository.sqlite';
import { HandledUpdates } from './handled-updates';
import { RegistrationUpdate } from './registration.update';
import { Replies } from './replies';
import { SignInNotice } from '../../otp/sign-in.notice';

const ANN = { id: 1001, is_bot: false, first_name: 'Ann' };
const chat = { id: ANN.id, type: 'private', first_name: 'Ann' };
const entities = [{ type: 'bot_command', offset: 0 }];

const said = (text: string, length: number) => ({
  message: { message_id: 1, date: 0, from: ANN, chat, text, entities: [{ ...entities[0], length }] },
});
const pressed = {
  callback_query: {
    id: '1',
    from: ANN,
    chat_instance: '1',
    data: 'deny:AAAAAAAAAAAAAAAAAAAAAA',
    message: { message_id: 1, date: 0, chat },
  },
};
const blocked = { my_chat_member: { chat, from: ANN, date: 0, new_chat_member: { status: 'kicked', user: ANN } } };

/** Each kind of update, and the method of `BotService` that handles it. */
const kinds: readonly (readonly [string, object, Exclude<keyof BotService, 'chooseLanguage'>])[] = [
  ['a plain /start', said('/start', 6), 'greet'],
  ['a /start with a code', said('/start abc', 6), 'link'],
  ['a /stop', said('/stop', 5), 'forget'],
  ['a pressed button', pressed, 'deny'],
  ['a block', blocked, 'noteBlock'],
];

describe('what people do in the chat', () => {
  const bot = {
    greet: jest.fn(),
    link: jest.fn(),
    login: jest.fn(),
    forget: jest.fn(),
    deny: jest.fn(),
    noteBlock: jest.fn(),
  };
  const replies: Pick<Replies, 'say' | 'answerPress'> = {
    say: async () => undefined,
    answerPress: async (_, user, act) => void (user && (await act?.(user))),
  };
  let closeDatabase: () => Promise<void>;
  let app: TestingModule;
  let inbox: UpdateInbox;

  beforeEach(async () => {
    const { database, close } = aSqliteDatabase();
    closeDatabase = close;
    app = await Test.createTestingModule({
      imports: [TelegrafModule.forRoot({ token: '42:AAtoken', launchOptions: false })],
      providers: [
        RegistrationUpdate,
        HandledUpdates,
        { provide: BotService, useValue: bot },
        { provide: SignInNotice, useValue: {} },
        { provide: Replies, useValue: replies },
        { provide: HandledUpdateRepository, useValue: new SqliteHandledUpdateRepository(database) },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    }).compile();
    await app.init();
    const telegraf = app.get<Telegraf>(getBotToken(), { strict: false });
    telegraf.botInfo = { id: 42, username: 'test_bot' } as UserFromGetMe;
    telegraf.stop = () => undefined;
    telegraf.catch((error) => {
      throw error;
    });
    inbox = new UpdateInbox((update) => telegraf.handleUpdate(update));
  });

  afterEach(async () => {
    await app.close();
    await closeDatabase();
    jest.resetAllMocks();
  });

  /** True if the update need not come again. */
  const come = async (content: object, id = 7) =>
    (await inbox.handle({ update_id: id, ...content } as Update)) === undefined;

  it.each(kinds)('%s has its effect once, however often Telegram tells of it', async (_, content, method) => {
    expect([await come(content), await come(content)]).toEqual([true, true]);
    expect(bot[method]).toHaveBeenCalledTimes(1);
    expect(await come(content, 8)).toBe(true);
    expect(bot[method]).toHaveBeenCalledTimes(2);
  });

  it.each(kinds)('%s is asked for again while storage is away', async (_, content, method) => {
    bot[method].mockRejectedValueOnce(new AppError('storage_unavailable'));
    expect([await come(content), await come(content)]).toEqual([false, true]);
    expect(bot[method]).toHaveBeenCalledTimes(2);
  });

  it.each(kinds)('%s that is in hand must come again, until it is known how that ended', async (_, content, method) => {
    let release = () => {};
    bot[method].mockReturnValueOnce(new Promise<void>((resolve) => (release = resolve)));
    const first = come(content);
    expect(await come(content)).toBe(false);
    release();
    expect([await first, await come(content)]).toEqual([true, true]);
    expect(bot[method]).toHaveBeenCalledTimes(1);
  });
});
