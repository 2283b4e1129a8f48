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

const ofEnds: Readonly<Record<NonNullable<SignIn['end_reason']>, string>> = {
  start_not_pressed:
    'Its link wasn’t used in time: Start wasn’t pressed, or their chat had too many messages just then. Ask them to sign in again.',
  code_expired: 'Neither the code nor the link was used in time. Ask them to sign in again.',
  wrong_codes:
    'Too many wrong codes were typed. They can sign in again; if it wasn’t them, someone else tried to get in.',
  wrong_symbol:
    'A wrong symbol was chosen on the other device. They can sign in again; if it wasn’t them, someone else tried to get in.',
  cancelled_here: 'It was cancelled where it began. They can sign in again.',
  refused_in_telegram:
    'They pressed “This wasn’t me” below the message: someone else may have asked for it. They can sign in again.',
  refused_by_link:
    'They pressed “This wasn’t me” on the page behind the link: someone else may have asked for it. They can sign in again.',
};

/** Why the sign-in failed or ended, and what to tell the person; undefined if there is nothing to be done. */
export const adviceOn = ({ reason, end_reason: end }: Pick<SignIn, 'reason' | 'end_reason'>): string | undefined => {
  if (reason !== null) return ofFailures[reason];
  return end === null ? undefined : ofEnds[end];
};
