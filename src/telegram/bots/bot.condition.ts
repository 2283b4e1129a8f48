import type { Bots } from './telegram.bots';

/** Whether a bot's messages go out now. */
export type BotCondition = Readonly<{
  /** Telegram knows the bot and accepts what it sends. */
  isWell: boolean;
  /** How long nothing goes out, because Telegram asked for a pause or does not answer; 0 while all is well. */
  closedForMs: number;
}>;

export const WELL: BotCondition = { isWell: true, closedForMs: 0 };

/** As this process sees it: an instance that does not send for the bot learns of no pause and no open circuit. */
export function conditionHere(bots: Bots, botId: number): BotCondition {
  const { state } = bots.state(botId);
  const gate = bots.get(botId)?.gate;
  const isWell = (state === 'up' || state === 'standby') && gate?.state.circuit === 'closed' && !gate.isUnknown;
  return { isWell, closedForMs: gate?.closedForMs ?? 0 };
}
