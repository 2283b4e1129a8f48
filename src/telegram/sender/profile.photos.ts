import type { PhotoSize, UserProfilePhotos } from 'telegraf/types';
import { BotApiError } from '../api/bot-api.error';
import type { Bots } from '../bots/telegram.bots';
import { systemTiming, type Timing } from '../api/timing';

const WANTED_PIXELS = 160;
const MAX_BYTES = 64 * 1024;
const MOST_AT_ONCE = 4;
/** For all calls that one picture takes. */
const PATIENCE_MS = 8_000;
/** A self-hosted Bot API server may name a file on its own disk instead. */
const FILE_PATH = /^\w[\w.-]*(\/\w[\w.-]*)*$/;
const JPEG_START = Buffer.from('ffd8ff', 'hex');

/**
 * Fetches people's profile pictures. They are never urgent: none is requested while several already are, or while
 * nothing goes into chats. The outcome does not count for the bot's gate.
 */
export class ProfilePhotos {
  private underWay = 0;
  private pausedUntil = 0;

  constructor(
    private readonly bots: Pick<Bots, 'get'>,
    private readonly timing: Timing = systemTiming,
  ) {}

  /**
   * The person's current picture, small, as JPEG.
   * @returns undefined if the person has none that the bot may see
   * @throws BotApiError
   */
  async fetch(botId: number, userId: number, signal: AbortSignal): Promise<Buffer | undefined> {
    const bot = this.bots.get(botId);
    const isBusy = this.underWay >= MOST_AT_ONCE || this.timing.elapsed() < this.pausedUntil;
    if (!bot || isBusy || bot.gate.closedForMs > 0) throw new BotApiError('not_sent', 'held_back');
    const options = { signal, deadline: new Date(this.timing.now() + PATIENCE_MS) };
    this.underWay++;
    try {
      const found = await bot.api.call<UserProfilePhotos>(
        'getUserProfilePhotos',
        { user_id: userId, limit: 1 },
        options,
      );
      const size = found.photos[0] && smallestOf(found.photos[0]);
      if (!size) return undefined;
      const { file_path: path = '' } = await bot.api.call<{ file_path?: string }>(
        'getFile',
        { file_id: size.file_id },
        options,
      );
      if (!FILE_PATH.test(path)) throw new BotApiError('refused', 'no_file_path');
      return assertJpeg(await bot.api.download(path, { ...options, maxAnswerBytes: MAX_BYTES }));
    } catch (error) {
      if (error instanceof BotApiError) this.note(error);
      throw error;
    } finally {
      this.underWay--;
    }
  }

  private note({ retryAfterSeconds = 0 }: BotApiError): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.timing.elapsed() + retryAfterSeconds * 1000);
  }
}

const smallestOf = (sizes: readonly PhotoSize[]): PhotoSize | undefined =>
  sizes.find(({ width }) => width >= WANTED_PIXELS) ?? sizes.at(-1);

function assertJpeg(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, JPEG_START.length).equals(JPEG_START)) throw new BotApiError('refused', 'no_jpeg');
  return bytes;
}
