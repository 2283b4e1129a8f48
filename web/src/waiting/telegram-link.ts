import type { AppSettings } from '../api/types';
import type { Pending } from '../pending';
import { say } from '../words';

/**
 * Where "Open Telegram" leads. Before the message: to the start link. Afterwards: to the chat itself, where Start would
 * only puzzle. In the sandbox the phone is a page of ours. `null`: the bot's name is not known yet.
 */
export function telegramLinkOf(pending: Pending, settings: AppSettings, wantsStart: boolean): string | null {
  const link = pending.telegramLink === null ? null : new URL(pending.telegramLink);
  if (!settings.sandbox) return link && (wantsStart ? link.href : `${link.origin}${link.pathname}`);
  const code = link?.searchParams.get('start');
  if (wantsStart && code) return `/sandbox?start=${encodeURIComponent(code)}`;
  return pending.chatId === null ? '/sandbox' : `/sandbox?person=${pending.chatId}`;
}

/** The bot as people know it. */
export function botNameOf(pending: Pending, settings: AppSettings): string {
  const told = pending.telegramLink ? new URL(pending.telegramLink).pathname.slice(1) : null;
  const name = settings.bot_username ?? told;
  return name ? `@${name}` : say('bot.unknown');
}
