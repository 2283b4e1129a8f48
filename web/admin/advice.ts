import type { SignIn } from './operator.client';

const ofFailures: Readonly<Record<NonNullable<SignIn['reason']>, string>> = {
  bot_not_started: 'They haven’t started the bot. Ask them to open it in Telegram, press Start, and sign in again.',
  bot_blocked: 'They have blocked the bot. Ask them to unblock it in Telegram, press Start, and sign in again.',
  chat_not_found:
    'Telegram knows no such chat. Ask them to open the bot, press Start, and sign in again; a chat id that was typed may be wrong.',
  user_deactivated: 'Telegram has deactivated their account. Ask them to use another Telegram account.',
  telegram_timeout:
    'Telegram didn’t take the message in time. Ask them to sign in again; if it happens to many, look at the bot.',
  internal:
    'It failed on our side, or Telegram refused the message. The timeline has what was said against it, the log more.',
};

const ofEnds: Readonly<Partial<Record<SignIn['status'], string>>> = {
  expired: 'Start wasn’t pressed in time, or the code wasn’t used. Ask them to sign in again.',
  locked:
    'Too many wrong codes were typed, or a wrong symbol was chosen. They can sign in again; if they did neither, someone else tried to get in.',
  cancelled: 'It was cancelled where it began, or refused with “This wasn’t me”. They can sign in again.',
};

/** Why it came to this, and what to tell the person; nothing where there is nothing to be done. */
export const adviceOn = ({ status, reason }: Pick<SignIn, 'status' | 'reason'>): string | undefined =>
  reason === null ? ofEnds[status] : ofFailures[reason];
