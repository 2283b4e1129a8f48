import type { Circuit, Stats } from './operator.client';

export type Tone = 'done' | 'careful' | 'wrong' | 'calm';

/** Whether a number is good: a word, which colour and icon only repeat. */
export type Verdict = Readonly<{ word: string; tone: Tone }>;

const nothingYet: Verdict = { word: 'Nothing yet', tone: 'calm' };
const good = (word: string): Verdict => ({ word, tone: 'done' });
const careful = (word: string): Verdict => ({ word, tone: 'careful' });
const wrong = (word: string): Verdict => ({ word, tone: 'wrong' });

/** Whether messages go out now, whatever the day was like. */
export function sendingVerdict(circuits: readonly Circuit[]): Verdict {
  if (circuits.some(({ circuit }) => circuit !== 'closed')) return wrong('Stopped');
  if (circuits.some(({ held_back_seconds: seconds }) => seconds > 0)) return careful('Held back');
  return good('Going out');
}

/** Reasons for which nobody could have brought a message to this person. */
const THEIRS = ['bot_blocked', 'bot_not_started', 'chat_not_found', 'user_deactivated'];

/** Messages that were given up: for a reason of the person's, and for all others. */
export function failuresOf({ messages, failures }: Pick<Stats, 'messages' | 'failures'>) {
  const told = THEIRS.reduce((sum, reason) => sum + (failures[reason] ?? 0), 0);
  const theirs = Math.min(told, messages.failed);
  return { theirs, ours: messages.failed - theirs };
}

/** Of the messages that could reach somebody and are over, those that Telegram took: 0 to 1; null where none is. */
export function successRate(stats: Pick<Stats, 'messages' | 'failures'>): number | null {
  const { delivered } = stats.messages;
  const over = delivered + failuresOf(stats).ours;
  return over === 0 ? null : delivered / over;
}

export function successVerdict(rate: number | null): Verdict {
  if (rate === null) return nothingYet;
  if (rate >= 0.99) return good('Good');
  return rate >= 0.95 ? careful('Low') : wrong('Too low');
}

/** After five seconds the waiting room says that Telegram is slow. */
export function speedVerdict(p95: number | null): Verdict {
  if (p95 === null) return nothingYet;
  if (p95 <= 1) return good('Quick');
  return p95 <= 5 ? careful('Slow') : wrong('Too slow');
}

export function overstayVerdict({ delivered, overstayed }: Stats['messages']): Verdict {
  if (delivered === 0) return nothingYet;
  return overstayed === 0 ? good('As promised') : wrong('Too long');
}
