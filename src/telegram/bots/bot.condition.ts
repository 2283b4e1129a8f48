import type { Bots } from './telegram.bots';

/** What becomes of a bot's messages now. */
export type BotCondition = Readonly<{
  /** Telegram knows the bot and takes what it sends. */
  isWell: boolean;
  /** How long nothing goes out, because Telegram asked for a pause or does not answer; 0 while all is well. */
  closedForMs: number;
}>;

export const WELL: BotCondition = { isWell: true, closedForMs: 0 };

/** As this process sees it: who does not send for the bot learns of no pause and no open circuit. */
export function conditionHere(bots: Bots, botId: number): BotCondition {
  const { state } = bots.state(botId);
  const gate = bots.get(botId)?.gate;
  const isWell = (state === 'up' || state === 'standby') && gate?.state.circuit === 'closed' && !gate.isUnknown;
  return { isWell, closedForMs: gate?.closedForMs ?? 0 };
}
