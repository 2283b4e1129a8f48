import type { Bot } from '../bots/telegram.bots';
import { ProfilePhotos } from './profile.photos';

const LOCAL_PATH = '/var/lib/telegram-bot-api/photos/file_1.jpg';
const sizes = [80, 160, 640].map((width) => ({ file_id: `of ${width}`, width }));

/** A bot whose calls end as `answers` says. */
function aBot(answers: Readonly<Record<string, () => Promise<unknown>>>, closedForMs = 0) {
  const call = jest.fn((method: string, _payload: unknown) => answers[method]!());
  const download = jest.fn(async (_path: string, _options: object) => Buffer.from('ffd8ffe0', 'hex'));
  const bot = { api: { call, download }, gate: { closedForMs } } as unknown as Bot;
  const photos = new ProfilePhotos({ get: () => bot });
  return { call, download, fetch: () => photos.fetch(1, 2, new AbortController().signal) };
}

const shown = async () => ({ photos: [sizes] });

it('takes the smallest size that is wide enough', async () => {
  const { call, download, fetch } = aBot({
    getUserProfilePhotos: shown,
    getFile: async () => ({ file_path: 'photos/file_1.jpg' }),
  });
  expect(await fetch()).toHaveLength(4);
  expect(call).toHaveBeenCalledWith('getFile', { file_id: 'of 160' }, expect.anything());
  const limit = expect.objectContaining({ maxAnswerBytes: 64 * 1024 }) as unknown;
  expect(download).toHaveBeenCalledWith('photos/file_1.jpg', limit);
});

it.each([LOCAL_PATH, '../bot1:token/getMe', 'photos/../../x', 'photos//x', 'http://elsewhere/x', ''])(
  'asks for no file at %p',
  async (path) => {
    const { download, fetch } = aBot({ getUserProfilePhotos: shown, getFile: async () => ({ file_path: path }) });
    await expect(fetch()).rejects.toMatchObject({ description: 'no_file_path' });
    expect(download).not.toHaveBeenCalled();
  },
);

it('asks for four at a time, and for none while nothing goes into chats', async () => {
  let answer = (_result: unknown): void => undefined;
  const answered = new Promise((resolve) => (answer = resolve));
  const { call, fetch } = aBot({ getUserProfilePhotos: () => answered });
  const four = [fetch(), fetch(), fetch(), fetch()];
  await expect(fetch()).rejects.toMatchObject({ description: 'held_back' });
  answer({ photos: [] });
  expect(await Promise.all(four)).toEqual([undefined, undefined, undefined, undefined]);
  expect(await fetch()).toBeUndefined();
  expect(call).toHaveBeenCalledTimes(5);
  await expect(aBot({}, 1).fetch()).rejects.toMatchObject({ description: 'held_back' });
});
