import type { Stats } from './operator.client';

export type Tone = 'done' | 'careful' | 'wrong' | 'calm';

/** Whether a number is good: in a word, which colour and icon only repeat. */
export type Verdict = Readonly<{ word: string; tone: Tone }>;

const nothingYet: Verdict = { word: 'Nothing yet', tone: 'calm' };
const good = (word: string): Verdict => ({ word, tone: 'done' });
const careful = (word: string): Verdict => ({ word, tone: 'careful' });
const wrong = (word: string): Verdict => ({ word, tone: 'wrong' });

/** After ten seconds of waiting for a message, a person notices. */
export function waitingVerdict(messages: number | null, oldestSeconds: number | null): Verdict {
  if (messages === null) return { word: 'Unknown', tone: 'calm' };
  if (messages === 0) return good('Nothing waits');
  if ((oldestSeconds ?? 0) <= 10) return good('On their way');
  return (oldestSeconds ?? 0) <= 60 ? careful('Slow') : wrong('Stuck');
}

/** Reasons why no message could have reached this person. */
const THEIRS = ['bot_blocked', 'bot_not_started', 'chat_not_found', 'user_deactivated'];

/** Messages that were given up: `theirs` for a reason on the person's side, `ours` for any other. */
export function failuresOf({ messages, failures }: Pick<Stats, 'messages' | 'failures'>) {
  const told = THEIRS.reduce((sum, reason) => sum + (failures[reason] ?? 0), 0);
  const theirs = Math.min(told, messages.failed);
  return { theirs, ours: messages.failed - theirs };
}

/** The share that Telegram took of finished messages that could reach their person: 0 to 1; null if none is over. */
export function successRate(stats: Pick<Stats, 'messages' | 'failures'>): number | null {
  const { delivered } = stats.messages;
  const over = delivered + failuresOf(stats).ours;
  return over === 0 ? null : delivered / over;
}

/** Judges what is up to us: no message can reach a person who has blocked the bot. */
export function reachVerdict(stats: Pick<Stats, 'messages' | 'failures'>): Verdict {
  const rate = successRate(stats);
  if (rate === null) return nothingYet;
  if (rate === 1 && stats.messages.failed > 0) return good('None failed on our side');
  if (rate >= 0.99) return good('Good');
  return rate >= 0.95 ? careful('Low') : wrong('Too low');
}

/** It is partly up to people whether they finish: at worst this is something to look at. */
export function signInVerdict(rate: number | null): Verdict {
  if (rate === null) return nothingYet;
  if (rate >= 0.8) return good('Good');
  return careful(rate >= 0.5 ? 'Many didn’t' : 'Most didn’t');
}

/** After five seconds the waiting room says that Telegram is slow. */
export function speedVerdict(p95: number | null): Verdict {
  if (p95 === null) return nothingYet;
  if (p95 <= 1) return good('Quick');
  return p95 <= 5 ? careful('Slow') : wrong('Too slow');
}

export function deletionVerdict({ delivered, overstayed }: Stats['messages']): Verdict {
  if (delivered === 0) return nothingYet;
  return overstayed === 0 ? good('As promised') : wrong('Late');
}
