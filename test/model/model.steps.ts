import type { Trouble } from './model.run';
import type { Answer } from './model.telegram';

/** One thing that happens. Numbers choose among what there is, round and round. */
export type Step =
  | Readonly<{ do: 'register'; chat?: number }>
  | Readonly<{ do: 'press start'; person: number; chat: number }>
  | Readonly<{ do: 'resend' | 'cancel'; person: number }>
  | Readonly<{ do: 'type' | 'open link'; person: number; message: number }>
  | Readonly<{ do: 'type a wrong code'; person: number }>
  | Readonly<{ do: 'write'; call: number; arrives: boolean }>
  | Readonly<{ do: 'answer'; call: number; how: Answer }>
  | Readonly<{ do: 'answer late' }>
  | Readonly<{ do: 'look' | 'ask for a pause' | 'go on' }>
  | Readonly<{ do: 'pass'; ms: number }>
  | Readonly<{ do: 'trouble'; trouble: Trouble; calls: number }>
  | Readonly<{ do: 'kill'; arrives: boolean }>
  | Readonly<{ do: 'pass the lease on'; toNew: boolean }>;

/** What befalls whoever has the bot. */
export type OfHolder = Extract<Step, { do: 'look' | 'ask for a pause' | 'go on' | 'trouble' | 'kill' }>;
/** What Telegram, time and the lease do. */
export type OfAll = Exclude<Step, OfHolder | { person: number } | { do: 'register' }>;
