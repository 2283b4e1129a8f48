import type { HttpClient } from './http.client';
import { time } from './time';
import { until } from './until';

type Named = readonly [what: string, ...unknown[]];
const STRIDE_SECONDS = 5;

type Health = Readonly<{ bots: readonly Readonly<{ held_back_seconds: number }>[] }>;

/** The same story for each, at the same time; a failure says which it was. */
export async function sideBySide<T extends Named>(all: readonly T[], story: (one: T) => Promise<void>): Promise<void> {
  const play = async (one: T) => {
    try {
      await story(one);
    } catch (error) {
      throw new Error(`${one[0]}: ${(error as Error).message}`, { cause: error });
    }
  };
  await Promise.all(all.map(play));
}

/**
 * While the product holds back what it has for Telegram, time passes at once, though in strides: a message that goes out
 * meanwhile lives for a minute, and the story must see it before that is over.
 */
export async function withoutPauses<T>(app: HttpClient, story: Promise<T>): Promise<T> {
  let isOver = false;
  const end = () => (isOver = true);
  story.then(end, end);
  await until(async () => {
    const { bots } = (await app.get<Health>('/health')).body;
    const heldBackSeconds = Math.max(...bots.map((bot) => bot.held_back_seconds));
    if (heldBackSeconds > 0) time.pass(Math.min(heldBackSeconds, STRIDE_SECONDS) * 1000);
    return isOver;
  }, 'what was begun to end');
  return story;
}
